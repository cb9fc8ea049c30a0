"""SimPy as a door: own processes run beside the model, see the station and change nothing."""
