package onnx_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unitscope/cnn/onnx"
)

// FuzzRead: whatever the file, Read gives an error or a network that writes and reads back as the same one.
func FuzzRead(f *testing.F) {
	file := write(f, everyLayer(f))
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add(write(f, anyRank(f)))
	f.Add(write(f, newer(f)))
	f.Add([]byte("\x08\x08\x42\x04\x0a\x00\x10\x11\x3a\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		net, err := onnx.Read(bytes.NewReader(file))
		if err != nil {
			return
		}
		var copied bytes.Buffer
		if err := onnx.Write(&copied, net); err != nil {
			return // a name that is not UTF-8
		}
		if len(net.Meta.Notes) > 0 {
			return // which are not written
		}
		again, err := onnx.Read(&copied)
		if err != nil {
			t.Fatalf("written, then read: %v", err)
		}
		if diff := cmp.Diff(net, again, bits); diff != "" {
			t.Fatal(diff)
		}
	})
}
