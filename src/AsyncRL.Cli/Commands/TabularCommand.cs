using System.CommandLine;
using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Environments.Tabular;
using AsyncRL.Evaluation;
using AsyncRL.Tabular;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary><c>tabular</c>: solves a small environment with a table, and shows values and policy.</summary>
internal static class TabularCommand
{
    private static readonly Dictionary<string, Func<ITabularModel, double, TabularSolution>> Planners = new()
    {
        ["value-iteration"] = (model, gamma) => ValueIteration.Solve(model, gamma),
        ["policy-iteration"] = (model, gamma) => PolicyIteration.Solve(model, gamma),
    };

    private static readonly Dictionary<string, Func<Environment, TabularOptions, TabularSolution>> Learners = new()
    {
        ["q-learning"] = QLearning.Learn,
        ["sarsa"] = Sarsa.Learn,
        ["monte-carlo"] = MonteCarloControl.Learn,
    };

    public static Command Create(Terminal terminal)
    {
        var defaults = new TabularOptions();
        var method = new Argument<string>("method") { Description = $"{string.Join(", ", Methods)}." };
        var environment =
            new Option<string>("--env") { Description = "Id of the environment; see 'list environments'.", Required = true };
        var episodes = new Option<int?>("--episodes") { Description = $"Episodes to learn from. Default: {defaults.Episodes}." };
        var gamma =
            new Option<double>("--gamma") { Description = "The discount, 0 to 1.", DefaultValueFactory = _ => defaults.Gamma };
        var epsilon = new Option<double?>("--epsilon")
        {
            Description = F($"How often an action is drawn at random while learning. Default: {defaults.Epsilon}."),
        };
        var alpha = new Option<double?>("--alpha") { Description = F($"The step size. Default: {defaults.StepSize}.") };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Seed of learning and of the evaluation.",
            DefaultValueFactory = _ => defaults.Seed,
        };
        var evalEpisodes = new Option<int>("--eval-episodes")
        {
            Description = "Episodes for evaluating the policy found.",
            DefaultValueFactory = _ => 1_000,
        };
        var command = new Command(
            "tabular", "Solves a small environment with a table: asyncrl tabular value-iteration --env GridWorld-v0 --gamma 1")
        {
            method, environment, EnvironmentSettings.Option, episodes, gamma, epsilon, alpha, seed, evalEpisodes,
        };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(method)!;
            if (!Methods.Contains(name))
            {
                string hint = ClosestMatch.Find(name, Methods) is { } closest ? $"; did you mean '{closest}'?" : ".";
                throw new UsageException($"Unknown method '{name}'{hint} The methods are {string.Join(", ", Methods)}.");
            }

            if (parsed.GetValue(evalEpisodes) < 1)
            {
                throw new UsageException(
                    $"--eval-episodes: {parsed.GetValue(evalEpisodes)} is out of range; it must be at least 1.");
            }

            bool plans = Planners.ContainsKey(name);
            Refuse(
                plans && parsed.GetValue(episodes) is not null, "--episodes",
                $"{name} plans with the environment's model and plays no episodes");
            Refuse(
                plans && parsed.GetValue(epsilon) is not null, "--epsilon",
                $"{name} plans with the environment's model and does not explore");
            Refuse(parsed.GetValue(alpha) is not null && (plans || name == "monte-carlo"), "--alpha", $"{name} has no step size");

            string id = parsed.GetValue(environment)!;
            EnvironmentOptions options = EnvironmentSettings.For(parsed, id);
            Environment played = EnvironmentRegistry.Default.Make(id, options);
            using var owned = played as IDisposable;
            TabularSolution solution = plans
                ? Planners[name](ModelOf(id, played), parsed.GetValue(gamma))
                : Learners[name](played, new TabularOptions
                {
                    Episodes = parsed.GetValue(episodes) ?? defaults.Episodes,
                    Gamma = parsed.GetValue(gamma),
                    Epsilon = parsed.GetValue(epsilon) ?? defaults.Epsilon,
                    StepSize = parsed.GetValue(alpha) ?? defaults.StepSize,
                    Seed = parsed.GetValue(seed),
                });
            EvaluationResult result = TabularEvaluation.Run(
                solution, () => EnvironmentRegistry.Default.Make(id, options), parsed.GetValue(evalEpisodes),
                parsed.GetValue(seed));
            Show(terminal, played.Unwrapped as IGridLayout, solution);
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Episodes} episodes of this policy: mean return {ReturnText.Of(result.MeanReturn, 3)} +- " +
                $"{ReturnText.Of(result.Ci95, 3)} (95 % interval), mean length {result.MeanLength:F1} steps"));
            return 0;
        });
        return command;
    }

    private static IEnumerable<string> Methods => [.. Planners.Keys, .. Learners.Keys];

    private static ITabularModel ModelOf(string id, Environment played)
    {
        bool numbered = played.ObservationSpace is Discrete && played.ActionSpace is Discrete;
        return played.Unwrapped as ITabularModel ?? throw new UsageException(
            $"{id} has no table of its transitions to plan with" +
            (numbered
                ? "; learn from play with q-learning, sarsa or monte-carlo."
                : ", and its states or actions have no numbers."));
    }

    private static void Refuse(bool refused, string option, string reason)
    {
        if (refused)
        {
            throw new UsageException($"{option}: {reason}; leave it out.");
        }
    }

    private static void Show(Terminal terminal, IGridLayout? grid, TabularSolution solution)
    {
        if (grid is null)
        {
            terminal.WriteTable(
                ["state", "value", "action"],
                Enumerable.Range(0, solution.States)
                    .Select(s => new[]
                    {
                        F($"{solution.FirstState + s}"), F($"{solution.Values[s]:F3}"), F($"{solution.Policy[s]}"),
                    }));
            return;
        }

        terminal.Out.WriteLine("values");
        Write(GridPrinter.Values(grid, solution));
        terminal.Out.WriteLine("policy");
        Write(GridPrinter.Policy(grid, solution));

        void Write(IReadOnlyList<string> lines)
        {
            foreach (string line in lines)
            {
                terminal.Out.WriteLine(line);
            }
        }
    }

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
