package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// errLocked says that another process has taken a file.
var errLocked = errors.New("another window has it")

const (
	// lockFile is taken by the window whose folder it lies in.
	lockFile = "in-use"
	// mostWindows may be open at once, each with a folder of its own; a further one keeps nothing.
	mostWindows = 16
)

// occupy finds the folder that this window keeps its experiment in: the state's, or one below it while
// another window has that. It tells of the latter.
func (s *Session) occupy() {
	first := s.options.StateDir
	for n := 1; first != "" && n <= mostWindows; n++ {
		dir := first
		if n > 1 {
			dir = filepath.Join(first, fmt.Sprintf("window-%d", n))
		}
		err := os.MkdirAll(dir, 0o755)
		if err == nil {
			s.locked, err = lock(filepath.Join(dir, lockFile))
		}
		if errors.Is(err, errLocked) {
			continue
		}
		// A folder that cannot be written to is told of when something is to be saved.
		s.options.StateDir = dir
		if n > 1 {
			s.tell(&Notice{Text: "Another window is open already. This one keeps an experiment of its own, in " + dir + "."})
		}
		return
	}
	if first != "" {
		s.options.StateDir = ""
		s.tell(&Notice{Text: fmt.Sprintf("%d windows are open already. This one keeps nothing when it closes.", mostWindows), Bad: true})
	}
}

// release lets another window have the folder.
func (s *Session) release() {
	if s.locked != nil {
		s.locked.Close() // which ends the lock, whatever else it says
	}
}
