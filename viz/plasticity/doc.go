// Package plasticity has networks relearn, and tells what becomes of each unit.
//
// Start reading at Run, which trains a network on another task step by step and keeps snapshots, then at Respond and
// Fates, which compare two snapshots unit by unit on the same pictures. Match and Similarities compare two networks,
// Lesions says what each unit is for, Refit what the units still know of a task.
//
// A unit's answer to a picture is the largest value of its map after the activation, as everywhere in the program.
// Tables of answers are units×pictures. Everything takes values and returns values: a network that is given is never changed.
package plasticity
