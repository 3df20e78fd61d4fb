using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Algorithms;
using AsyncRL.Benchmarking;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary><c>bench</c>: how fast it is on this machine.</summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create(Terminal terminal) => new("bench", "Measures speed on this machine.")
    {
        Network(terminal),
        Training(terminal),
        ReplayBenchCommand.Create(terminal),
        MemoryCommand.Create(terminal),
        Environment(terminal),
        Environments(terminal),
        TopologiesCommand.Create(terminal),
        SignatureCommand.Create(terminal),
    };

    private static Command Network(Terminal terminal)
    {
        var network =
            new Option<string>("--network") { Description = "atari, minatar or mlp.", DefaultValueFactory = _ => "atari" };
        var threads = new Option<int>("--threads") { Description = "Actor threads.", DefaultValueFactory = _ => 1 };
        var environments = new Option<int>("--envs") { Description = "Environments an actor.", DefaultValueFactory = _ => 1 };
        var set = new Option<string[]>("--set")
        {
            Description = "topology.sharing=..., topology.replicas=... or topology.exchange_steps=...; see docs/options.md. " +
                "May be given several times.",
        };
        (Option<double> seconds, Option<bool> json) = Shared();
        var command = new Command("network", "A3C training throughput on random observations, as a share of the machine's peak.")
        {
            network, threads, environments, set, seconds, json,
        };
        command.SetAction(parsed =>
        {
            TopologyOptions topology = SharingOf(parsed.GetValue(set)) with
            {
                Threads = AtLeastOne(parsed.GetValue(threads), "--threads"),
                EnvsPerActor = AtLeastOne(parsed.GetValue(environments), "--envs"),
            };
            NetworkBenchmarkResult r = NetworkBenchmark.Run(
                parsed.GetValue(network)!, topology, Positive(parsed.GetValue(seconds)));
            Show(terminal, parsed.GetValue(json), WithCoreRoundTrip(r.Threads, new JsonObject
            {
                ["network"] = r.Network,
                ["threads"] = r.Threads,
                ["envs_per_actor"] = r.Environments,
                ["sharing"] = OptionCatalog.Find("topology.sharing").Format(new TrainingOptions { Topology = topology }),
                ["replicas"] = topology.Replicas,
                ["exchange_steps"] = topology.ExchangeSteps,
                ["steps_per_second"] = r.StepsPerSecond,
                ["gflops"] = r.Gflops,
                ["executed_gflops"] = r.ExecutedGflops,
                ["peak_gflops"] = r.PeakGflops,
                ["efficiency"] = r.Efficiency,
                ["flops_per_step"] = r.FlopsPerStep,
                ["simd"] = Neural.SimdSupport.Name,
                ["formula"] = NetworkBenchmark.Formula,
            }));
            return 0;
        });
        return command;
    }

    // All else that decides the figures is the benchmark's own.
    private static TopologyOptions SharingOf(string[]? settings)
    {
        OptionLayer layer = CommonOptions.SetLayer(settings);
        if (layer.Values.FirstOrDefault(v => v.Key is not ("topology.sharing" or "topology.replicas"
            or "topology.exchange_steps")) is { Key: { } other })
        {
            throw new UsageException(
                "--set: 'bench network' takes topology.sharing, topology.replicas and topology.exchange_steps, " +
                $"but not {other}; 'bench training' takes every option.");
        }

        return ResolvedConfiguration.Resolve("a3c", "random observations", [layer]).Options.Topology;
    }

    private static Command Training(Terminal terminal)
    {
        var common = new CommonOptions();
        var algorithm =
            new Option<string>("--algorithm") { Description = "Name of the algorithm.", DefaultValueFactory = _ => "a3c" };
        (Option<double> seconds, Option<bool> json) = Shared();
        var command = new Command(
            "training",
            "Steps per second of real training, without evaluation and files, and its nominal arithmetic as a share of the " +
            "machine's peak.")
        {
            algorithm, seconds, json,
        };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            (ResolvedConfiguration configuration, EnvironmentPreview preview) =
                common.Resolve(parsed, parsed.GetValue(algorithm)!, [], "bench training");
            preview.Dispose(); // what is measured makes its own
            TrainingBenchmarkResult r = TrainingBenchmark.Run(configuration, Positive(parsed.GetValue(seconds)));
            Show(terminal, parsed.GetValue(json), WithCoreRoundTrip(r.Threads, new JsonObject
            {
                ["environment"] = configuration.EnvironmentId,
                ["algorithm"] = configuration.Algorithm,
                ["threads"] = r.Threads,
                ["envs_per_actor"] = configuration.Options.Topology.EnvsPerActor,
                ["sharing"] = Reads(configuration, "topology.sharing")
                    ? OptionCatalog.Find("topology.sharing").Format(configuration.Options) : null,
                ["replicas"] = Reads(configuration, "topology.replicas") ? configuration.Options.Topology.Replicas : null,
                ["processors"] = System.Environment.ProcessorCount,
                ["steps_per_second"] = r.StepsPerSecond,
                ["gflops"] = r.Gflops,
                ["peak_gflops"] = r.PeakGflops,
                ["efficiency"] = r.Efficiency,
                ["flops_per_step"] = r.FlopsPerStep,
                ["simd"] = Neural.SimdSupport.Name,
                ["formula"] = r.Formula,
            }));
            return 0;
        });
        return command;
    }

    private static Command Environment(Terminal terminal)
    {
        var environment = new Option<string>("--env") { Description = "Id of the environment.", Required = true };
        (Option<double> seconds, Option<bool> json) = Shared();
        var command = new Command("environment", "Steps per second of an environment under random actions, one thread.")
        {
            environment, EnvironmentSettings.Option, seconds, json,
        };
        command.SetAction(parsed =>
        {
            string id = parsed.GetValue(environment)!;
            Environment played = EnvironmentRegistry.Default.Make(id, EnvironmentSettings.For(parsed, id));
            using var owned = played as IDisposable;
            Show(terminal, parsed.GetValue(json), new JsonObject
            {
                ["environment"] = id,
                ["steps_per_second"] = EnvironmentBenchmark.Run(played, Positive(parsed.GetValue(seconds))),
            });
            return 0;
        });
        return command;
    }

    private static Command Environments(Terminal terminal)
    {
        var environments =
            new Option<string[]>("--env") { Description = "Id of an environment; may be given several times. Default: all." };
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often each is measured, in turns with the others; the median counts.",
            DefaultValueFactory = _ => 5,
        };
        var seconds = new Option<double>("--seconds") { Description = "How long each time.", DefaultValueFactory = _ => 0.5 };
        var json = new Option<bool>("--json") { Description = "Print one JSON array." };
        var command = new Command(
            "environments",
            "Steps per second of each environment under random actions, one thread, " +
            "compared with the implementation it reproduces.")
        {
            environments, EnvironmentSettings.Option, rounds, seconds, json,
        };
        command.SetAction(parsed =>
        {
            string[] asked = parsed.GetValue(environments) ?? [];
            string[] ids = asked.Length > 0 ? asked : [.. EnvironmentRegistry.Default.Available.Select(e => e.Id)];
            IReadOnlyList<EnvironmentBenchmarkResult> results = EnvironmentBenchmark.Compare(
                ids, AtLeastOne(parsed.GetValue(rounds), "--rounds"), Positive(parsed.GetValue(seconds)),
                options: EnvironmentSettings.Given(parsed));
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(new JsonArray([.. results.Select(Json)]).ToJsonString(Indented));
            }
            else
            {
                terminal.WriteTable(
                    ["environment", "steps/s", "slowest", "fastest", "reference", "its steps/s", "ratio"], results.Select(Row));
            }

            return 0;
        });
        return command;

        static JsonNode Json(EnvironmentBenchmarkResult r) => new JsonObject
        {
            ["environment"] = r.Id,
            ["steps_per_second"] = r.StepsPerSecond,
            ["slowest"] = r.Slowest,
            ["fastest"] = r.Fastest,
            ["reference"] = r.Reference?.Implementation,
            ["reference_steps_per_second"] = r.Reference?.StepsPerSecond,
            ["ratio"] = r.Ratio,
        };

        static string[] Row(EnvironmentBenchmarkResult r) =>
        [
            r.Id, Whole(r.StepsPerSecond), Whole(r.Slowest), Whole(r.Fastest),
            r.Reference?.Implementation ?? "-", r.Reference is { } reference ? Whole(reference.StepsPerSecond) : "-",
            r.Ratio?.ToString("F1", CultureInfo.InvariantCulture) ?? "-",
        ];

        static string Whole(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
    }

    // What several threads make depends on how far apart their cores are, and in a virtual machine that changes while it runs.
    internal static JsonObject WithCoreRoundTrip(int threads, JsonObject result)
    {
        if (threads > 1)
        {
            CoreRoundTrip? trip = CoreRoundTrip.Measure();
            result["core_round_trip_ns"] = trip?.Nanoseconds;
            result["core_round_trip_of"] = trip switch
            {
                null => "no two processors that are free",
                { First: { } first, Second: { } second } =>
                    string.Create(CultureInfo.InvariantCulture, $"processors {first} and {second}"),
                _ => "any two processors: threads could not be pinned",
            };
        }

        return result;
    }

    internal static (Option<double> Seconds, Option<bool> Json) Shared() => (
        new Option<double>("--seconds") { Description = "How long to measure.", DefaultValueFactory = _ => 5 },
        new Option<bool>("--json") { Description = "Print one JSON object." });

    internal static int AtLeastOne(int value, string option) =>
        value >= 1 ? value : throw new UsageException($"{option}: {value} is out of range; it must be at least 1.");

    internal static double Positive(double seconds) =>
        seconds is > 0 and <= 3600 ? seconds : throw new UsageException("--seconds must be more than 0 and at most 3600.");

    /// <summary>Whether the algorithm of a configuration reads an option.</summary>
    internal static bool Reads(ResolvedConfiguration configuration, string key) =>
        AlgorithmCatalog.Find(configuration.Algorithm).Options.IsRead(key);

    internal static void Show(Terminal terminal, bool json, JsonObject result)
    {
        if (json)
        {
            terminal.Out.WriteLine(result.ToJsonString(Indented));
            return;
        }

        foreach ((string key, JsonNode? value) in result)
        {
            string text = value is null ? "-" : value.GetValueKind() == JsonValueKind.Number
                ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString(
                    "#,0.###", CultureInfo.InvariantCulture)
                : value.ToString();
            terminal.Out.WriteLine($"{key,-18} {text}");
        }
    }
}
