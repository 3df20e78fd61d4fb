using System.CommandLine;
using System.Text.Json.Nodes;
using AsyncRL.Benchmarking;

namespace AsyncRL.Cli.Commands;

/// <summary><c>bench replay</c>: how fast a method learns from a replay memory while nothing is played.</summary>
internal static class ReplayBenchCommand
{
    public static Command Create(Terminal terminal)
    {
        var common = new CommonOptions();
        common.Environments.Required = false;
        common.Environments.Description = "Id of the environment that fills the memory. " +
            $"Default: {RandomTransitions.Name} of HalfCheetah's shape, 17 observations and 6 actions.";
        var algorithm = new Option<string>("--algorithm")
        {
            Description = "Name of an algorithm that learns from a replay memory.",
            DefaultValueFactory = _ => "sac",
        };
        var threads = new Option<int?>("--threads") { Description = "Threads that share a minibatch: replay.learner_threads." };
        (Option<double> seconds, Option<bool> json) = BenchCommand.Shared();
        var command = new Command(
            "replay",
            "Updates per second of learning from a replay memory, nothing being played, and their nominal arithmetic as a " +
            "share of the machine's peak.")
        {
            algorithm, common.Environments, EnvironmentSettings.Option, threads, common.Preset, common.Set, common.Config,
            seconds, json,
        };
        command.SetAction(parsed =>
        {
            ResolvedConfiguration configuration =
                common.ResolveReplay(parsed, parsed.GetValue(algorithm)!, parsed.GetValue(threads));
            ReplayBenchmarkResult r = ReplayBenchmark.Run(configuration, BenchCommand.Positive(parsed.GetValue(seconds)));
            BenchCommand.Show(terminal, parsed.GetValue(json), BenchCommand.WithCoreRoundTrip(r.Threads, new JsonObject
            {
                ["algorithm"] = configuration.Algorithm,
                ["environment"] = configuration.EnvironmentId,
                ["threads"] = r.Threads,
                ["processors_used"] = r.Processors,
                ["batch_size"] = r.BatchSize,
                ["transitions"] = r.Transitions,
                ["parameters"] = r.Parameters,
                ["updates_per_second"] = r.UpdatesPerSecond,
                ["gflops"] = r.Gflops,
                ["peak_gflops"] = r.PeakGflops,
                ["efficiency"] = r.Efficiency,
                ["flops_per_update"] = r.FlopsPerUpdate,
                ["simd"] = Neural.SimdSupport.Name,
                ["formula"] = r.Formula,
            }));
            return 0;
        });
        return command;
    }
}
