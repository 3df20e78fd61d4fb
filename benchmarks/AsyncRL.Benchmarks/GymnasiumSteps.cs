using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using AsyncRL.Environments;
using AsyncRL.Gymnasium;

namespace AsyncRL.Benchmarks;

/// <summary>
/// Steps a second of Python's Gymnasium environments: in Python by a plain loop and by AsyncVectorEnv, and in AsyncRL in the
/// process and in workers. They are timed in turns, and the medians of the rounds are shown; where one thread does all the work
/// also those for a second of processor time, which other programs disturb less.
/// </summary>
internal static class GymnasiumSteps
{
    private const int Rounds = 5;
    private const double WarmUp = 0.5, Seconds = 2;
    private static readonly string[] Worlds = ["CartPole-v1", "Screens-v0"];

    private static string Folder
    {
        get
        {
            for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "AsyncRL.slnx")))
                {
                    return Path.Combine(folder, "benchmarks", "peers");
                }
            }

            throw new InvalidOperationException("The repository was not found above the program.");
        }
    }

    /// <summary>Runs it: <c>gymnasium [rounds]</c>.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : Rounds;
        string path = System.Environment.GetEnvironmentVariable("PYTHONPATH") ?? string.Empty;
        System.Environment.SetEnvironmentVariable("PYTHONPATH", string.Join(Path.PathSeparator, Folder, path));
        (string Name, Func<string, (double Rate, double? OfProcessor)> Time)[] ways =
        [
            ("1, Python's plain loop", w => InPython(w, "loop", 1)),
            ("1, AsyncRL in the process", w => Here(w, 1, PythonPlace.Process)),
            ("1, AsyncRL, a worker", w => Here(w, 1, PythonPlace.Workers)),
            ("8, Python's plain loop", w => InPython(w, "loop", 8)),
            ("8, AsyncVectorEnv", w => InPython(w, "async", 8)),
            ("8, AsyncRL, workers", w => Here(w, 8, PythonPlace.Workers)),
            ("8, AsyncRL, auto", w => Here(w, 8, PythonPlace.Auto)),
            ("8, AsyncRL in the process", w => Here(w, 8, PythonPlace.Process)),
        ];
        foreach (string world in Worlds)
        {
            var rates = ways.Select(_ => new List<(double Rate, double? OfProcessor)>()).ToArray();
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < ways.Length; i++)
                {
                    rates[i].Add(ways[i].Time(world));
                }
            }

            Console.WriteLine($"{world}: steps/s, median (least to greatest) of {rounds} rounds, and by processor time");
            for (int i = 0; i < ways.Length; i++)
            {
                double[] sorted = [.. rates[i].Select(r => r.Rate).Order()];
                double?[] busy = [.. rates[i].Select(r => r.OfProcessor).Order()];
                string own = busy[0] is null ? string.Empty : FormattableString.Invariant($"{busy[rounds / 2]:N0}");
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {ways[i].Name,-28} {sorted[rounds / 2],10:N0}  ({sorted[0]:N0} to {sorted[^1]:N0})  {own}"));
            }
        }

        return 0;
    }

    private static (double Rate, double? OfProcessor) InPython(string world, string way, int environments)
    {
        var start = new ProcessStartInfo(System.Environment.GetEnvironmentVariable("ASYNCRL_PYTHON") ?? "python3")
        {
            RedirectStandardOutput = true,
        };
        foreach (string argument in (string[])
        [
            Path.Combine(Folder, "gymnasium_steps.py"), "--world", world, "--way", way, "--environments", $"{environments}",
            "--seconds", Seconds.ToString(CultureInfo.InvariantCulture),
        ])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        JsonNode told = JsonNode.Parse(output)!;
        return (told["steps_per_second"]!.GetValue<double>(), told["steps_per_processor_second"]?.GetValue<double>());
    }

    private static (double Rate, double? OfProcessor) Here(string world, int count, PythonPlace place)
    {
        var settings = new GymnasiumSettings
        {
            Id = world == "Screens-v0" ? $"gymnasium_steps:{world}" : world,
            Place = place,
            Renders = false,
        };
        using var vector = new VectorEnvironment(() => GymnasiumEnvironment.Create(settings), count);
        float[] observations = new float[count * vector.ObservationSpace.Length];
        int[] actions = new int[count];
        int choices = ((Discrete)vector.ActionSpace).Count;
        vector.Reset(0, observations);
        Play(WarmUp);
        return Play(Seconds);

        (double Rate, double? OfProcessor) Play(double seconds)
        {
            TimeSpan busy = System.Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            long ticks = 0;
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                for (int i = 0; i < 20; i++)
                {
                    Array.Fill(actions, (int)(ticks++ % choices));
                    vector.Step(actions, observations);
                }
            }

            double rate = ticks * count / clock.Elapsed.TotalSeconds;
            busy = System.Environment.CpuUsage.TotalTime - busy;
            return (rate, place == PythonPlace.Process ? ticks * count / busy.TotalSeconds : null);
        }
    }
}
