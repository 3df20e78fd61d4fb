using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AsyncRL.Benchmarking;

namespace AsyncRL.Cli.Commands;

/// <summary><c>bench signature</c>: one line that tells whether the arithmetic or the speed of a build has changed.</summary>
internal static class SignatureCommand
{
    private const string Name = "signature";

    public static Command Create(Terminal terminal)
    {
        var seconds = new Option<double>("--seconds")
        {
            Description = "Seconds to repeat the training for, with each set of kernels.",
            DefaultValueFactory = _ => 1,
        };
        var onlyBest =
            new Option<bool>("--only-best") { Description = "Leave out the scalar kernels, which run in a separate process." };
        var sharing = new Option<string>("--sharing")
        {
            Description = "How the actors share parameters, as topology.sharing; each way has its own hash.",
            DefaultValueFactory = _ => "exchange",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON array." };
        var command = new Command(
            Name,
            "A hash of the parameters after a fixed training, and its speed: on the scalar kernels and on this machine's best.")
        {
            seconds, onlyBest, sharing, json,
        };
        command.SetAction(parsed =>
        {
            double time = BenchCommand.Positive(parsed.GetValue(seconds));
            string form = parsed.GetValue(sharing)!;
            ParameterSharing chosen = SharingOf(form);
            var results = new List<TrainingSignatureResult>();
            if (!parsed.GetValue(onlyBest))
            {
                results.Add(Scalar(time, form));
            }

            results.Add(TrainingSignature.Compute(time, chosen));
            terminal.Out.WriteLine(
                parsed.GetValue(json)
                    ? new JsonArray([.. results.Select(Json)]).ToJsonString()
                    : string.Join("  ", results.Select(Words)));
            return 0;
        });
        return command;
    }

    private static ParameterSharing SharingOf(string form) =>
        ResolvedConfiguration.Resolve("a3c", "CartPole-v1", [new OptionLayer("--sharing", [("topology.sharing", form)])])
            .Options.Topology.Sharing;

    // Which kernels a process uses is decided once, by the hardware that the runtime shows it; so the scalar ones need a process
    // that is shown none.
    private static TrainingSignatureResult Scalar(double seconds, string sharing)
    {
        string output = ChildProcess.Run(
            [
                "bench", Name, "--only-best", "--json", "--sharing", sharing,
                "--seconds", seconds.ToString(CultureInfo.InvariantCulture),
            ],
            (TrainingSignature.HardwareVariable, "0"));
        JsonNode found = JsonNode.Parse(output)![0]!;
        var result = new TrainingSignatureResult(
            (string)found["simd"]!, (string)found["hash"]!, (double)found["steps_per_second"]!, (int)found["repetitions"]!);
        return result.Simd == "Scalar" ? result : throw new InvalidOperationException(
            $"{TrainingSignature.HardwareVariable}=0 should leave only the scalar kernels, but the process trained with " +
            $"{result.Simd}; leave them out with --only-best.");
    }

    private static JsonNode Json(TrainingSignatureResult r) => new JsonObject
    {
        ["simd"] = r.Simd,
        ["hash"] = r.Hash,
        ["steps_per_second"] = r.StepsPerSecond,
        ["repetitions"] = r.Repetitions,
    };

    private static string Words(TrainingSignatureResult r) =>
        string.Create(CultureInfo.InvariantCulture, $"{r.Simd} {r.Hash} {r.StepsPerSecond:#,0} steps/s");
}
