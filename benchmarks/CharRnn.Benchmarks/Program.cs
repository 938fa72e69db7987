return CharRnn.Benchmarks.CommandLine.Run(args);
