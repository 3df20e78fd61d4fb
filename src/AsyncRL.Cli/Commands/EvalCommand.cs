using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Policies;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary><c>eval</c>: plays separate episodes and tells the mean return.</summary>
internal static class EvalCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create(Terminal terminal)
    {
        var run =
            new Argument<string?>("run") { Description = "A run's folder or a model file.", Arity = ArgumentArity.ZeroOrOne };
        var environment = new Option<string?>("--env")
        {
            Description = "Id of the environment, with --policy random; or the one task to play, of a policy of several.",
        };
        var episodes = new Option<int>("--episodes") { Description = "Episodes to play.", DefaultValueFactory = _ => 100 };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Seed of the evaluation; its random streams differ from those of training, whatever the seeds.",
            DefaultValueFactory = _ => 0,
        };
        var checkpoint = new Option<string?>("--checkpoint")
        {
            Description = "best, last, final or a number of steps. Default: the newest.",
        };
        var policy =
            new Option<string>("--policy") { Description = "greedy, sample or random.", DefaultValueFactory = _ => "greedy" };
        var maxSteps = new Option<long>("--max-steps")
        {
            Description = "An episode is cut after this many steps.",
            DefaultValueFactory = _ => Evaluator.DefaultMaxSteps,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads to play with; the result does not depend on it.",
            DefaultValueFactory = _ => System.Environment.ProcessorCount,
        };
        Option<int> simulations = SearchOptions.HelpingOption();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("eval", "Plays separate episodes: asyncrl eval runs/a3c/CartPole-v1_1 --episodes 100")
        {
            run, environment, EnvironmentSettings.Option, episodes, seed, checkpoint, policy, maxSteps, threads, simulations,
            json,
        };
        command.SetAction(parsed =>
        {
            int count = Positive(parsed.GetValue(episodes), "--episodes");
            int workers = Positive(parsed.GetValue(threads), "--threads");
            long cap = parsed.GetValue(maxSteps) >= 1
                ? parsed.GetValue(maxSteps)
                : throw new UsageException("--max-steps must be at least 1.");
            bool isLimited = parsed.GetResult(maxSteps) is { Implicit: false };
            string? path = parsed.GetValue(run), named = parsed.GetValue(environment);
            PolicyMode? mode = ModeOf(parsed.GetValue(policy)!);
            TrainedPolicy? model = path is not null ? RunModels.Load(path, mode is null ? null : parsed.GetValue(checkpoint))
                : mode is not null ? throw new UsageException("eval needs a run's folder, or --env ID --policy random.")
                : named is not null ? null
                : throw new UsageException("eval --policy random needs --env ID.");

            int searched = SearchOptions.Helping(parsed.GetValue(simulations), model);
            if (searched > 0 && parsed.GetResult(policy) is { Implicit: false })
            {
                throw new UsageException(
                    "--policy says how the network plays by itself, and --simulations has it search; leave one of them out.");
            }

            // A policy of several tasks plays all of them, unless one is named.
            IReadOnlyList<string> tasks = named is null && model?.Description.Tasks is { } all ? all.Names : [];
            EvaluationResult result = tasks.Count == 0
                ? Evaluate(named)
                : EvaluationResult.Of(tasks, [.. tasks.Select(Evaluate)]);
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json(result).ToJsonString(Indented) : Text(result));
            return 0;

            EvaluationResult Evaluate(string? other)
            {
                (string id, EnvironmentOptions options) = model is null
                    ? (other!, EnvironmentSettings.For(parsed, other!))
                    : EnvironmentSettings.Of(terminal, parsed, model, other);
                TrainedPolicy? limited = model is null ? null
                    : EnvironmentSettings.Limited(terminal, parsed, model, id, isLimited);
                Environment Make()
                {
                    Environment played = EnvironmentRegistry.Default.Make(id, options);
                    return limited?.Description.Enter(played, id) ?? played;
                }

                if (searched > 0)
                {
                    AlphaZeroOptions search = PlaySearch.Of(path!, searched);
                    return Evaluator.Run(
                        played => new SearchAgent(limited!, played, searched, search), Make, count, parsed.GetValue(seed), cap,
                        workers);
                }

                return mode is { } chosen
                    ? Evaluator.Run(limited!, Make, count, parsed.GetValue(seed), chosen, cap, workers)
                    : Evaluator.RunRandom(Make, count, parsed.GetValue(seed), cap, workers);
            }
        });
        return command;
    }

    // Null for random play.
    private static PolicyMode? ModeOf(string policy) => policy switch
    {
        "greedy" => PolicyMode.Greedy,
        "sample" => PolicyMode.Sample,
        "random" => null,
        _ => throw new UsageException($"--policy: '{policy}' is not greedy, sample or random."),
    };

    private static int Positive(int value, string option) =>
        value >= 1 ? value : throw new UsageException($"{option}: {value} is out of range; it must be at least 1.");

    private static JsonObject Json(EvaluationResult result)
    {
        var json = new JsonObject
        {
            ["episodes"] = result.Episodes,
            ["mean_return"] = result.MeanReturn,
            ["std_return"] = result.StdReturn,
            ["ci95"] = result.Ci95,
            ["mean_length"] = result.MeanLength,
            ["capped"] = result.Capped,
        };
        if (result.Measures.Count > 0)
        {
            json["measures"] = new JsonObject(result.Measures.Select(m => KeyValuePair.Create(
                m.Name, (JsonNode?)new JsonObject { ["mean"] = m.Mean, ["max"] = m.Greatest })));
        }

        if (result.Tasks.Count > 0)
        {
            json["tasks"] = new JsonObject(result.Tasks.Select(t => KeyValuePair.Create(t.Task, (JsonNode?)Json(t.Result))));
        }

        return json;
    }

    // Several tasks are in units of their own, so that only their means say anything.
    private static string Text(EvaluationResult result) => result.Tasks.Count > 0
        ? string.Join(System.Environment.NewLine, result.Tasks.Select(t => $"{t.Task}: {Text(t.Result)}"))
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Episodes} episodes: mean return {ReturnText.Of(result.MeanReturn, 2)} +- {ReturnText.Of(result.Ci95, 2)} " +
            $"(95 % interval), standard deviation {ReturnText.Of(result.StdReturn, 2)}, mean length {result.MeanLength:F1} " +
            $"steps, {result.Capped} cut{string.Concat(result.Measures.Select(Text))}");

    private static string Text(EpisodeMeasure measure) => string.Create(
        CultureInfo.InvariantCulture,
        $"\n  {measure.Name}: mean {ReturnText.Of(measure.Mean, 2)}, greatest {ReturnText.Of(measure.Greatest, 2)}");
}
