package data_test

import (
	"fmt"
	"log"
	"testing/fstest"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// A network learns the Toy World's scenes for one epoch.
func ExampleFeed() {
	source := data.ToyWorld(data.Options{Seed: 1, Pictures: 100})
	net := cnn.NewNetwork(source.Train.Shape())
	feed := data.NewFeed(source.Train, data.SceneTask, net, 32, 1)
	defer feed.Close()
	for {
		batch, err := feed.Next()
		if err != nil {
			log.Fatal(err)
		}
		if batch.Epoch == 1 {
			break
		}
		fmt.Println(batch.X.Shape, len(batch.Labels))
	}
	// Output:
	// 25×3×48×48 25
	// 25×3×48×48 25
	// 25×3×48×48 25
	// 25×3×48×48 25
}

// A folder without pictures says what was looked for.
func ExampleOpenDir() {
	_, err := data.OpenDir(fstest.MapFS{"notes.txt": {}}, "holiday", data.Options{})
	fmt.Println(err)
	// Output:
	// holiday: no pictures found; looked for IDX pairs (*-images-idx3-ubyte), CIFAR .bin files, a folder for each class, and png, jpeg, gif, webp, bmp or tiff files
}
