using System.CommandLine;
using AsyncRL.Studies;

namespace AsyncRL.Cli.Commands;

/// <summary><c>study</c>: experiments of several trainings, resumable, with report and plots.</summary>
internal static class StudyCommand
{
    public static Command Create(Terminal terminal) =>
        new("study", "Experiments of several trainings, with report and plots; see docs/studies.md.")
        {
            Speedup(terminal),
            Robustness(terminal),
            Optimizers(terminal),
            Variance(terminal),
            Comparison(terminal),
            Lag(terminal),
        };

    private static Command Speedup(Terminal terminal)
    {
        var common = new StudyOptions();
        var score = new Option<double?>("--score") { Description = "The mean return to reach." };
        var threads = new Option<string>("--threads") { Description = "Thread counts.", DefaultValueFactory = _ => "1,2,4,8,16" };
        var seeds = new Option<int>("--seeds")
        {
            Description = "Trainings of each method and thread count.",
            DefaultValueFactory = _ => 3,
        };
        var points =
            new Option<int>("--points") { Description = "Snapshots scored in each training.", DefaultValueFactory = _ => 20 };
        var command = new Command(
            "speedup",
            "Time and data that threads need to reach a score: asyncrl study speedup --methods a3c,async-q --env CartPole-v1 " +
            "--score 475 --threads 1,2,4")
        {
            score, threads, seeds, points,
        };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            double reference = parsed.GetValue(score)
                ?? throw new UsageException("--score is missing: name the mean return to reach, such as --score 475.");
            var study = new SpeedupStudy(
                common.Request(parsed),
                StudyOptions.Numbers("--threads", parsed.GetValue(threads)!, "1,2,4"),
                parsed.GetValue(seeds),
                reference,
                parsed.GetValue(points));
            return new StudySession(terminal, study, common.Folder(parsed, study)).Execute(parsed, study.ProcessorNote);
        });
        return command;
    }

    private static Command Robustness(Terminal terminal) => Drawn(
        terminal,
        "robustness",
        "Final scores over random learning rates: asyncrl study robustness --methods a3c,async-q --env CartPole-v1 --draws 50",
        (request, draws, seed) => new RobustnessStudy(request, draws, seed));

    private static Command Optimizers(Terminal terminal) => Drawn(
        terminal,
        "optimizers",
        "Three optimizers over the same random learning rates: asyncrl study optimizers --methods a3c --env " +
        "CartPole-v1 --draws 50",
        (request, draws, seed) => new OptimizerStudy(request, draws, seed));

    private static Command Variance(Terminal terminal)
    {
        var common = new StudyOptions(VarianceStudy.DefaultMethods);
        var seeds = new Option<int>("--seeds") { Description = "Trainings of each method.", DefaultValueFactory = _ => 5 };
        var points =
            new Option<int>("--points") { Description = "Moments measured in each training.", DefaultValueFactory = _ => 20 };
        var gradientEpisodes = new Option<int>("--gradient-episodes")
        {
            Description = "Episodes per moment whose gradients are measured with and without the baseline.",
            DefaultValueFactory = _ => 100,
        };
        var command = new Command(
            "variance",
            "Why a baseline helps: the variance of the policy gradient without and with one: asyncrl study variance --env " +
            "CartPole-v1 --seeds 5")
        {
            seeds, points, gradientEpisodes,
        };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var study = new VarianceStudy(
                common.Request(parsed), parsed.GetValue(seeds), parsed.GetValue(points), parsed.GetValue(gradientEpisodes));
            return new StudySession(terminal, study, common.Folder(parsed, study)).Execute(parsed, null);
        });
        return command;
    }

    private static Command Comparison(Terminal terminal)
    {
        var common = new StudyOptions(severalEnvironments: true);
        var threads = new Option<int?>("--threads")
        {
            Description = "Threads of each training. Default: one per logical processor, or one with several --jobs.",
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "Trainings of each method on each environment.",
            DefaultValueFactory = _ => 3,
        };
        var points =
            new Option<int>("--points") { Description = "Snapshots scored in each training.", DefaultValueFactory = _ => 20 };
        var finalEpisodes = new Option<int>("--final-episodes")
        {
            Description = "Episodes of the final policy's evaluation.",
            DefaultValueFactory = _ => 100,
        };
        var command = new Command(
            "comparison",
            "Several methods on one or several environments, by score, steps and time: " +
            "asyncrl study comparison --methods a3c,ppo,dqn,dqn+replay.prioritized=true --env " +
            "MinAtar/Breakout-v1,MinAtar/Asterix-v1 --seeds 3")
        {
            threads, seeds, points, finalEpisodes,
        };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var study = new ComparisonStudy(
                common.Requests(parsed), parsed.GetValue(seeds), parsed.GetValue(threads), parsed.GetValue(points),
                parsed.GetValue(finalEpisodes));
            return new StudySession(terminal, study, common.Folder(parsed, study)).Execute(parsed, null);
        });
        return command;
    }

    private static Command Lag(Terminal terminal)
    {
        var common = new StudyOptions([LagStudy.Algorithm]);
        var lags = new Option<string>("--lags")
        {
            Description = "Updates by which the actors' policy lags.",
            DefaultValueFactory = _ => "1,10,100",
        };
        var threads = new Option<int>("--threads") { Description = "Actors of each training.", DefaultValueFactory = _ => 2 };
        var seeds =
            new Option<int>("--seeds") { Description = "Trainings of each lag and correction.", DefaultValueFactory = _ => 5 };
        var command = new Command(
            "lag",
            "How V-trace corrects for actors that play with an older policy: asyncrl study lag --env CartPole-v1 " +
            "--lags 1,10,100 --seeds 5")
        {
            lags, threads, seeds,
        };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var study = new LagStudy(
                common.Request(parsed), StudyOptions.Numbers("--lags", parsed.GetValue(lags)!, "1,10,100"),
                parsed.GetValue(seeds), parsed.GetValue(threads));
            return new StudySession(terminal, study, common.Folder(parsed, study)).Execute(parsed, null);
        });
        return command;
    }

    private static Command Drawn(Terminal terminal, string name, string description, Func<StudyRequest, int, ulong, Study> create)
    {
        var common = new StudyOptions();
        var draws = new Option<int>("--draws") { Description = "Learning rates to draw.", DefaultValueFactory = _ => 50 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the draws. Default 0.", DefaultValueFactory = _ => 0 };
        var command = new Command(name, description) { draws, seed };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            Study study = create(common.Request(parsed), parsed.GetValue(draws), parsed.GetValue(seed));
            return new StudySession(terminal, study, common.Folder(parsed, study)).Execute(parsed, null);
        });
        return command;
    }
}
