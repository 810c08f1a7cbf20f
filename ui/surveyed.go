package ui

import (
	"image"

	"unitscope/app/session"
	"unitscope/cnn/data"
)

// surveyed is the pictures that units were shown to find what drives them: those held out, or those that are learned.
type surveyed struct {
	pictures *session.Pictures
	training bool
}

func (s surveyed) set() data.Set {
	if s.training {
		return s.pictures.Source().Train
	}
	return s.pictures.Source().HeldOut
}

// thumb is a picture at its own size, nil while it is being drawn.
func (s surveyed) thumb(index int) *image.RGBA {
	if s.training {
		return s.pictures.TrainingThumb(index)
	}
	return s.pictures.Thumb(index)
}

// kind is which pictures they are, as an adjective.
func (s surveyed) kind() string {
	if s.training {
		return "training"
	}
	return "held-out"
}

// describe names a picture, and its class where it has one.
func (s surveyed) describe(index int, task string) []string {
	set := s.set()
	said := []string{set.PictureName(index)}
	if class, names := set.Label(index, task), set.Classes(task); class >= 0 && class < len(names) {
		said = append(said, names[class])
	}
	return said
}
