package session

import (
	"strconv"
	"strings"

	"unitscope/cnn"
)

// Titles are short names for a network's layers, by node. PyTorch's exporter names layers by the
// path to them and their kind, "/layer1/layer1.0/conv1/Conv": of these the title is "layer1.0/conv1",
// and "layer1.0/Relu_1" where the path is that of several layers. A title is as good as a name: no two
// layers share one, and none is another's name.
func Titles(net *cnn.Network) []string {
	titles, names := make([]string, len(net.Nodes)), make(map[string]int, len(net.Nodes))
	for i, node := range net.Nodes {
		titles[i], names[node.Name] = node.Name, i
	}
	for _, length := range []func(name, kind string) string{pathTitle, shortTitle} {
		shorter, shared := make([]string, len(titles)), make(map[string]int, len(titles))
		for i, node := range net.Nodes {
			shorter[i] = length(node.Name, node.Layer.Kind())
			shared[shorter[i]]++
		}
		for i, title := range shorter {
			if other, ok := names[title]; shared[title] == 1 && (!ok || other == i) {
				titles[i] = title
			}
		}
	}
	return titles
}

// pathTitle shortens a path: without folders that the next one names again.
func pathTitle(name, _ string) string {
	if !strings.HasPrefix(name, "/") {
		return name
	}
	var short []string
	path := strings.Split(name[1:], "/")
	for i, part := range path {
		if i+1 < len(path) && (strings.HasPrefix(path[i+1], part+".") || path[i+1] == part) {
			continue
		}
		short = append(short, part)
	}
	return strings.Join(short, "/")
}

// shortTitle is pathTitle without a kind at the end.
func shortTitle(name, kind string) string {
	title := pathTitle(name, kind)
	if at := strings.LastIndexByte(title, '/'); at > 0 && strings.HasPrefix(name, "/") && isKind(title[at+1:], kind) {
		return title[:at]
	}
	return title
}

// isKind tells whether a name is no more than a kind, perhaps numbered: "Conv", "Conv_2".
func isKind(name, kind string) bool {
	rest, ok := strings.CutPrefix(name, kind)
	if !ok || rest == "" {
		return ok
	}
	number, ok := strings.CutPrefix(rest, "_")
	_, err := strconv.Atoi(number)
	return ok && err == nil
}
