using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AsyncRL.Benchmarking;

namespace AsyncRL.Cli.Commands;

/// <summary>
/// <c>bench memory</c>: what one further actor thread takes, by the difference of a process with many to one with few.
/// </summary>
internal static class MemoryCommand
{
    // So many further actors that what two processes differ by anyway, a megabyte or so, is small compared with them.
    private const int Further = 32;

    // With tiers the runtime compiles in the background for as long as it likes, and the memory of that comes and goes by
    // megabytes.
    private static readonly (string Name, string Value) CompileOnce = ("DOTNET_TieredCompilation", "0");

    public static Command Create(Terminal terminal)
    {
        var common = new CommonOptions();
        var algorithm =
            new Option<string>("--algorithm") { Description = "Name of the algorithm.", DefaultValueFactory = _ => "a3c" };
        var footprint = new Option<int?>("--footprint-of")
        {
            Description = "Train with this many threads in this process and print its memory.",
            Hidden = true,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command(
            "memory",
            "Memory of one more actor thread, its stack included, compared with its parameters, activations and environments.")
        {
            algorithm, footprint, json,
        };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            (ResolvedConfiguration configuration, EnvironmentPreview preview) =
                common.Resolve(parsed, parsed.GetValue(algorithm)!, [], "bench memory");
            preview.Dispose(); // what is measured makes its own
            if (parsed.GetValue(footprint) is { } alone)
            {
                MemoryFootprint found = MemoryBenchmark.Footprint(configuration, alone);
                terminal.Out.WriteLine(new JsonObject { ["heap"] = found.Heap, ["resident"] = found.Resident }.ToJsonString());
                return 0;
            }

            int threads = configuration.Options.Topology.Threads;
            MemoryFootprint further = (OfProcess(threads + Further) - OfProcess(threads)) / Further;
            MemoryShare own = MemoryBenchmark.Own(configuration);
            BenchCommand.Show(terminal, parsed.GetValue(json), new JsonObject
            {
                ["environment"] = configuration.EnvironmentId,
                ["algorithm"] = configuration.Algorithm,
                ["threads"] = threads,
                ["envs_per_actor"] = configuration.Options.Topology.EnvsPerActor,
                ["sharing"] = BenchCommand.Reads(configuration, "topology.sharing")
                    ? OptionCatalog.Find("topology.sharing").Format(configuration.Options) : null,
                ["replicas"] = BenchCommand.Reads(configuration, "topology.replicas")
                    ? configuration.Options.Topology.Replicas
                    : null,
                ["parameters_bytes"] = own.Parameters,
                ["activations_bytes"] = own.Activations,
                ["environments_bytes"] = own.Environments,
                ["further_bytes"] = further.Resident,
                ["reserved_bytes"] = further.Heap,
                ["ratio"] = (double)further.Resident / own.Sum,
            });
            return 0;

            MemoryFootprint OfProcess(int count)
            {
                string output = ChildProcess.Run(
                    [.. parsed.Tokens.Select(t => t.Value), "--footprint-of", count.ToString(CultureInfo.InvariantCulture)],
                    CompileOnce);
                JsonNode found = JsonNode.Parse(output)!;
                return new MemoryFootprint((long)found["heap"]!, (long)found["resident"]!);
            }
        });
        return command;
    }
}
