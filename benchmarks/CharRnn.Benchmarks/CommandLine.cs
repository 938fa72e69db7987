using CharRnn.Benchmarks.Measuring;
using CharRnn.Benchmarks.Verbs;

namespace CharRnn.Benchmarks;

/// <summary>The verbs of the benchmark program.</summary>
internal static class CommandLine
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private const string Usage = """
        Usage: dotnet run -c Release --project benchmarks/CharRnn.Benchmarks [-p:TorchSharp=true] -- VERB [OPTIONS]

          verify    every implementation computes the same losses and parameters
          quick     the whole comparison as a short table, under two minutes
          kernels   every kernel, four ways, four sizes
          scaling   cost per character as m, τ, B and the text grow, and the fraction of the machine's peak
          peak      what one core of this machine can do at most
          bars      every ratio that the project promises, with PASS or FAIL
          cells     the rows of bars that are about GRU and LSTM, in a minute
          gate      the ratios to textbook loops that must not regress; exit code 1 if one does
          full      everything through BenchmarkDotNet; further arguments go to it, such as --filter '*Update*'

        Options:
          --output FOLDER   writes the tables as Markdown and the pictures as SVG there
          --clock processor for a machine that others use at the same time; says nothing of threads
          --cli FILE        bars: the built command, whose whole run is timed (default: that of src/CharRnn.Cli in Release)
        """;

    internal static int Run(string[] args)
    {
        string verb = args.Length > 0 ? args[0] : "help";
        string[] rest = args.Length > 0 ? args[1..] : args;
        if (verb == "full")
        {
            return Full.Run(rest);
        }

        if (!TryParse(rest, out Options options))
        {
            return Refuse();
        }

        switch (verb)
        {
            case "verify": return Verify.Run() ? Success : Failure;
            case "quick": return Verify.Run() && Quick.Run(options) ? Success : Failure;
            case "kernels": return KernelTable.Run(options) ? Success : Failure;
            case "scaling": return Scaling.Run(options) ? Success : Failure;
            case "peak": return Peak.Run(options) ? Success : Failure;
            case "bars": return Verify.Run() && Bars.Run(options) ? Success : Failure;
            case "cells": return CellBars.Run(options) ? Success : Failure;
            case "gate": return Gate.Run() ? Success : Failure;
            case "help" or "--help" or "-h":
                Console.WriteLine(Usage);
                return Success;
            default: return Refuse();
        }
    }

    private static bool TryParse(string[] args, out Options options)
    {
        options = new Options();
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                return false;
            }

            switch (args[i])
            {
                case "--output": options = options with { Output = args[i + 1] }; break;
                case "--clock" when args[i + 1] == "processor": Alternation.Clock = Clock.Processor; break;
                case "--cli": options = options with { Cli = args[i + 1] }; break;
                default: return false;
            }
        }

        return true;
    }

    private static int Refuse()
    {
        Console.Error.WriteLine(Usage);
        return WrongUsage;
    }
}

/// <summary>The options of the command line, besides the verb.</summary>
internal sealed record Options
{
    internal string? Output { get; init; }

    internal string Cli { get; init; } = Path.Combine("src", "CharRnn.Cli", "bin", "Release", "net10.0", "CharRnn.Cli.dll");
}
