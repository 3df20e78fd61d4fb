using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Benchmarking;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Commands;

/// <summary>
/// <c>bench topologies</c>: which way of playing and learning at once is the fastest, in settings of different cost.
/// </summary>
internal static class TopologiesCommand
{
    // Of the processors that a3c must get for figures to be comparable.
    private const double LeastShare = 0.8;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create(Terminal terminal)
    {
        var environment = new Option<string>("--env")
        {
            Description = "Id of the environment to impose costs on; the network is that of a3c's preset.",
            DefaultValueFactory = _ => "MinAtar/Breakout-v1",
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Actor threads of every method; learners and inference take further threads.",
            DefaultValueFactory = _ => System.Environment.ProcessorCount,
        };
        var environments = new Option<int>("--envs") { Description = "Environments an actor.", DefaultValueFactory = _ => 8 };
        var tMax = new Option<int>("--t-max")
        {
            Description = "Steps of each environment in a trajectory.",
            DefaultValueFactory = _ => 20,
        };
        var cost = new Option<string>("--cost")
        {
            Description = "Work per step in microseconds, separated by commas; empty for none.",
            DefaultValueFactory = _ => "0,50,200",
        };
        var wait = new Option<string>("--wait")
        {
            Description =
                "Waiting per step in microseconds, separated by commas; it leaves the core idle and sleeps whole milliseconds.",
            DefaultValueFactory = _ => string.Empty,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often each method is measured in each setting, in turns with the others; the median counts.",
            DefaultValueFactory = _ => 3,
        };
        var seconds = new Option<double>("--seconds") { Description = "How long each time.", DefaultValueFactory = _ => 0.5 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command(
            "topologies",
            "Training steps per second of a3c, a2c waiting at each step or trajectory, impala, and impala with central " +
            "inference, in environments of different cost.")
        {
            environment, EnvironmentSettings.Option, threads, environments, tMax, cost, wait, rounds, seconds, json,
        };
        command.SetAction(parsed =>
        {
            string id = parsed.GetValue(environment)!;
            TrainingOptions common = Common(id, parsed.GetValue(threads), parsed.GetValue(environments), parsed.GetValue(tMax));
            IReadOnlyList<CostSetting> settings = CostSetting.All(
                Microseconds(parsed.GetValue(cost)!, "--cost"), Microseconds(parsed.GetValue(wait)!, "--wait"));
            if (settings.Count == 0)
            {
                throw new UsageException(
                    "--cost and --wait are both empty, so there is nothing to measure; give at least one, such as --cost 0.");
            }

            IReadOnlyList<TopologyBenchmarkResult> results = TopologyBenchmark.Run(
                id, common, settings, BenchCommand.AtLeastOne(parsed.GetValue(rounds), "--rounds"),
                BenchCommand.Positive(parsed.GetValue(seconds)),
                setting => terminal.Error.WriteLine($"measuring: {setting.Name}"), EnvironmentSettings.For(parsed, id));
            JsonObject machine = BenchCommand.WithCoreRoundTrip(common.Topology.Threads, new JsonObject
            {
                ["environment"] = id,
                ["threads"] = common.Topology.Threads,
                ["envs_per_actor"] = common.Topology.EnvsPerActor,
                ["t_max"] = common.TMax,
                ["processors"] = System.Environment.ProcessorCount,
            });
            WarnIfBusy(terminal, common.Topology.Threads, results);
            if (parsed.GetValue(json))
            {
                machine["results"] = new JsonArray([.. results.Select(Json)]);
                terminal.Out.WriteLine(machine.ToJsonString(Indented));
                return 0;
            }

            terminal.WriteTable(
                ["steps/s (processors used)", .. TopologyBenchmark.Methods, "fastest"], results.GroupBy(r => r.Cost).Select(Row));
            if (machine["core_round_trip_ns"] is { } trip)
            {
                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"core round trip {(double)trip:#,0} ns ({machine["core_round_trip_of"]})"));
            }

            return 0;
        });
        return command;
    }

    // The network is the one that a3c has for the environment; everything else is the same for all.
    private static TrainingOptions Common(string id, int threads, int environments, int tMax)
    {
        NetworkOptions network = ResolvedConfiguration.Resolve("a3c", id, PresetCatalog.For("a3c", id)).Options.Network;
        return new TrainingOptions
        {
            TMax = BenchCommand.AtLeastOne(tMax, "--t-max"),
            Network = network,
            Topology = new TopologyOptions
            {
                Threads = BenchCommand.AtLeastOne(threads, "--threads"),
                EnvsPerActor = BenchCommand.AtLeastOne(environments, "--envs"),
            },
        };
    }

    // Actors of a3c never wait. Where they have work and do not get their processors others have them, and a method with
    // more threads then gets a larger share of what is left.
    private static void WarnIfBusy(Terminal terminal, int threads, IReadOnlyList<TopologyBenchmarkResult> results)
    {
        int free = Math.Min(threads, System.Environment.ProcessorCount);
        TopologyBenchmarkResult[] alone = [.. results.Where(r => r.Method == "a3c" && r.Cost.Kind == CostKind.Work)];
        if (alone.Length > 0 && alone.Min(r => r.Processors) is var used && used < LeastShare * free)
        {
            terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Warning: the machine was busy with other things: a3c, which never waits, got {used:0.0} of {free} " +
                $"processors. Compare steps per processor used, or measure again."));
        }
    }

    private static double[] Microseconds(string list, string option) =>
    [
        .. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value is >= 0 and <= 1e6
                ? value
                : throw new UsageException(
                    $"{option}: '{text}' is not a cost in microseconds; " +
                    "give numbers from 0 to 1,000,000 separated by commas, such as 0,50,200.")),
    ];

    private static JsonNode Json(TopologyBenchmarkResult r) => new JsonObject
    {
        ["world"] = r.Cost.Name,
        ["cost_us"] = r.Cost.Microseconds,
        ["kind"] = r.Cost.Kind.ToString().ToLowerInvariant(),
        ["spread"] = r.Cost.Spread.ToString().ToLowerInvariant(),
        ["method"] = r.Method,
        ["all_threads"] = r.Threads,
        ["steps_per_second"] = r.StepsPerSecond,
        ["slowest"] = r.Slowest,
        ["fastest"] = r.Fastest,
        ["processors_used"] = r.Processors,
        ["busy_environments"] = r.BusyEnvironments,
    };

    private static string[] Row(IGrouping<CostSetting, TopologyBenchmarkResult> setting) =>
    [
        setting.Key.Name,
        .. setting.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.StepsPerSecond:#,0} ({r.Processors:0.0})")),
        setting.MaxBy(r => r.StepsPerSecond)!.Method,
    ];
}
