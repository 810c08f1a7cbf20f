package session

// regionNames are the names of a recording's regions.
func regionNames(r *BrainRecording) []string {
	names := make([]string, len(r.Regions))
	for i, region := range r.Regions {
		names[i] = region.Name
	}
	return names
}
