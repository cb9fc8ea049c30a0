"""What knows no space station: luck, time, distributions, intervals and errors."""
