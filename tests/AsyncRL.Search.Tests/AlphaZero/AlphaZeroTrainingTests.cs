using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Metrics;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Players;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Search.Tests.AlphaZero;

/// <summary>alphazero as the program sees it: trained, stopped, resumed, rated and played with.</summary>
public sealed class AlphaZeroTrainingTests
{
    private const string Name = "alphazero";

    private readonly List<EpisodeRecord> drained = new(10_000);

    static AlphaZeroTrainingTests() => AlgorithmCatalog.Register(typeof(AlphaZeroOptions).Assembly);

    /// <summary>Everything that a run may hold when it stops, one after the other.</summary>
    public static TheoryData<string> Forms => ["gumbel", "puct", "fast", "resign", "gate", "rated", "small window", "go"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void ARunThatWasInterruptedAndResumedEqualsTheUninterruptedOneBitForBit(string form)
    {
        TrainingOptions options = Short(form);
        Func<Environments.Environment> create = form == "go" ? () => new GameEnvironment(SmallGo()) : ConnectFour;
        using var folder = new TemporaryFolder();
        TrainingOutcome whole = Run(options, create, RunFolder.CreateAt(folder.Sub("whole"), false)).Run();
        RunFolder parts = RunFolder.CreateAt(folder.Sub("parts"), force: false);
        TrainingOutcome stopped = Run(options, create, parts).Run(stopAt: 211);
        foreach (int stop in (int[])[407, 600])
        {
            TrainingRun next = Run(options, create, parts);
            Assert.Empty(next.Restore(stopped.ModelPath!));
            stopped = next.Run(stopAt: stop);
        }

        SafetensorsFile a = SafetensorsFile.Read(whole.ModelPath!), b = SafetensorsFile.Read(stopped.ModelPath!);
        Assert.Equal(a.Names, b.Names);
        Assert.Contains("state.replay.0", a.Names);
        foreach (string tensor in a.Names.Where(n => n != "state.run"))
        {
            Assert.True(a.ReadRaw(tensor).SequenceEqual(b.ReadRaw(tensor)), $"tensor {tensor} differs");
        }
    }

    [Fact]
    public void EqualSeedsGiveEqualNetworksAndOthersOthers()
    {
        float[] Train(ulong seed) => Scores(Run(Short("gumbel") with { Seed = seed, Steps = 300 }, ConnectFour).Run().Policy);
        Assert.Equal(Train(3), Train(3));
        Assert.NotEqual(Train(3), Train(4));
    }

    // The number of updates follows from the positions, whoever learns: ratio x positions / minibatch, to the last game.
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    public void EveryPositionIsLearnedFromAsOftenAsAsked(bool deterministic, int threads)
    {
        var sink = new Values();
        TrainingOptions options = Short("gumbel") with
        {
            Deterministic = deterministic, Topology = new() { Threads = threads }, Steps = 800,
        };
        TrainingRun run = Run(options, ConnectFour);
        run.AddSink(sink);
        run.Run();
        double updates = sink.Last("train/n_updates"), window = sink.Last("selfplay/window");
        Assert.Equal(0, sink.Last("async/nonfinite_grads_skipped"));

        // The window holds all positions here; those of the games that are still open are not learned from yet.
        Assert.InRange(window, 800 - (threads * 42), 800);
        Assert.InRange(updates, 2 * window / 16, (2 * window / 16) + 1);
    }

    [Fact]
    public void ReportsTellOfSelfPlayAndRatings()
    {
        var sink = new Values();
        TrainingRun run = Run(Short("rated") with { Deterministic = false, Topology = new() { Threads = 2 } }, ConnectFour);
        run.AddSink(sink);
        run.Run();
        Assert.InRange(sink.Last("selfplay/game_length"), 7, 42);
        Assert.True(sink.Last("selfplay/evaluations_per_s") > 0);
        Assert.InRange(sink.Last("train/policy_loss"), 0.1, 3);
        Assert.InRange(sink.Last("train/value_loss"), 0, 2);
        Assert.Equal(0, sink.Last("elo/random"));
        Assert.Equal(600, sink.Last("elo/network_step"));
        Assert.True(double.IsFinite(sink.Last("elo/network")) && double.IsFinite(sink.Last("elo/uct:10")));
        Assert.InRange(sink.Last("elo/rate_against_random"), 0, 1);
    }

    // Playout cap randomization: about half the moves are learned from.
    [Fact]
    public void MovesThatAreSearchedFastAreNotLearnedFrom()
    {
        var sink = new Values();
        TrainingRun run = Run(Short("fast") with { Steps = 1_000 }, ConnectFour);
        run.AddSink(sink);
        run.Run();
        Assert.InRange(sink.Last("selfplay/window"), 400, 550);
    }

    [Fact]
    public void GoLearnsWhoseEachPointBecomes()
    {
        var sink = new Values();
        TrainingOptions options = Short("gumbel") with { Steps = 500 };
        TrainingRun run = Run(
            options.With(Name, options.Group<AlphaZeroOptions>() with { ScoreCoef = 0.1 }), () => new GameEnvironment(SmallGo()));
        run.AddSink(sink);
        TrainingOutcome outcome = run.Run();
        Assert.InRange(sink.Last("train/ownership_loss"), 0.01, 1.5);
        Assert.InRange(sink.Last("train/score_loss"), 0.01, 10);
        Assert.True(outcome.Policy.Description.Tower!.Settings is { Ownership: true, Score: true });
    }

    // With so high a threshold nearly every game is given up as soon as may be, once 20 were checked; of those after, some are
    // played out.
    [Fact]
    public void GamesAreResignedAndSomePlayedOut()
    {
        var sink = new Values();
        TrainingOptions options = Short("gumbel") with { Steps = 2_000 };
        options = options with { Report = new() { Interval = options.Steps } };
        TrainingRun run = Run(
            options.With(Name, options.Group<AlphaZeroOptions>() with { ResignBelow = -0.001, PlayedOut = 0.3, MostWrong = 1 }),
            ConnectFour);
        run.AddSink(sink);
        run.Run();
        Assert.InRange(sink.Last("selfplay/resigned"), 0.2, 0.9);
        Assert.True(sink.Last("selfplay/resignations_checked") > 25);
        Assert.InRange(sink.Last("selfplay/resignations_wrong"), 0, 1);
    }

    // What is complete may be given more steps: candidates and ratings come as before.
    [Fact]
    public void ACompletedRunThatGoesOnIsRatedAndGatedAsBefore()
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = Gated(Short("rated"), games: 4);
        options = options.With(Name, options.Group<AlphaZeroOptions>() with { EloInterval = 100 });
        RunFolder run = RunFolder.CreateAt(folder.Sub("run"), force: false);
        TrainingOutcome complete = Run(options, ConnectFour, run).Run();
        Assert.True(complete.Completed);
        var sink = new Values();
        TrainingRun next = Run(options with { Steps = 1_200 }, ConnectFour, run);
        next.AddSink(sink);
        next.Restore(complete.ModelPath!);
        next.Run(stopAt: 1_000);
        Assert.InRange(sink.Last("elo/network_step"), 800, 1_000);
        Assert.InRange(sink.Last("gate/accepted") + sink.Last("gate/refused"), 8, 10);
    }

    // Reports come while games of the gate wait and nothing has been rated yet.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AGatedRunThatIsNotRatedReportsAllTheTime(bool hasOpponents)
    {
        var sink = new Values();
        TrainingOptions options = Gated(Short("gumbel"), games: 6) with
        {
            Deterministic = false, Topology = new() { Threads = 2 }, Report = new() { Interval = 1 },
        };
        AlphaZeroOptions own = options.Group<AlphaZeroOptions>();
        options = options.With(Name, own with { EloOpponents = hasOpponents ? own.EloOpponents : [] });
        TrainingRun run = Run(options, ConnectFour);
        run.AddSink(sink);
        run.Run();
        Assert.InRange(sink.Last("gate/accepted") + sink.Last("gate/refused"), 1, 6);
    }

    // Twice as much learning from the positions that are played from now on, none of it for those before.
    [Theory]
    [InlineData(16, 4, 2 * 300 / 16, 4 * 300 / 16)]
    [InlineData(32, 2, 2 * 300 / 16, 2 * 300 / 32)]
    [InlineData(8, 2, 2 * 300 / 16, 2 * 300 / 8)]
    public void WhoResumesMayLearnMoreOrLessFromEachPosition(int batch, double ratio, int before, int after)
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = Short("gumbel");
        RunFolder run = RunFolder.CreateAt(folder.Sub("run"), force: false);
        string path = Run(options, ConnectFour, run).Run(stopAt: 300).ModelPath!;
        var sink = new Values();
        TrainingRun next = Run(
            options.With(Name, options.Group<AlphaZeroOptions>() with { BatchSize = batch, ReplayRatio = ratio }), ConnectFour,
            run);
        next.AddSink(sink);
        next.Restore(path);
        next.Run();

        // Positions of two open games are learned from later.
        Assert.InRange(sink.Last("train/n_updates"), (before + after) * 0.85, (before + after) * 1.15);
    }

    // The names of opponents that a checkpoint has are those of its players, not of whoever resumes it.
    [Fact]
    public void WhoResumesMayNameOtherOpponentsAndLeaveTheGateOutOrAddOne()
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = Gated(Short("rated"), games: 4);
        RunFolder run = RunFolder.CreateAt(folder.Sub("run"), force: false);
        string path = Run(options, ConnectFour, run).Run(stopAt: 207).ModelPath!;
        foreach ((string opponent, int games, int stop) in ((string, int, int)[])[("uct:11", 0, 410), ("uct:12", 2, 600)])
        {
            TrainingOptions now = Gated(options, games);
            var sink = new Values();
            TrainingRun next = Run(
                now.With(Name, now.Group<AlphaZeroOptions>() with { EloOpponents = ["random", opponent] }), ConnectFour, run);
            next.AddSink(sink);
            next.Restore(path);
            path = next.Run(stopAt: stop).ModelPath!;
            Assert.True(double.IsFinite(sink.Last($"elo/{opponent}")));
            Assert.True(double.IsNaN(sink.Last("elo/uct:10")));
            Assert.Equal(games > 0, sink.Last("gate/accepted") + sink.Last("gate/refused") > 0);
        }
    }

    // Stopped wherever it is, also within a minibatch.
    [Fact]
    public void NoUpdateIsLostWhereARunIsStopped()
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = Short("gumbel") with
        {
            Deterministic = false, Topology = new() { Threads = 3 }, Steps = 1_500,
        };
        options = options.With(Name, options.Group<AlphaZeroOptions>() with { WindowMin = 10_000 });
        RunFolder parts = RunFolder.CreateAt(folder.Sub("run"), force: false);
        var sink = new Values();
        TrainingOutcome? outcome = null;
        for (int part = 0; outcome is not { Completed: true }; part++)
        {
            TrainingRun run = Run(options, ConnectFour, parts);
            run.AddSink(sink);
            if (outcome is not null)
            {
                run.Restore(outcome.ModelPath!);
            }

            using var source = new CancellationTokenSource();
            source.CancelAfter(part < 8 ? 20 : Timeout.Infinite);
            outcome = run.Run(cancellation: source.Token);
        }

        double updates = sink.Last("train/n_updates"), window = sink.Last("selfplay/window");
        Assert.InRange(window, 1_500 - (3 * 42), 1_500);
        Assert.InRange(updates, 2 * window / 16, (2 * window / 16) + 1);
    }

    [Fact]
    public void ANetworkThatSaysWhatIsNoNumberHasDiverged()
    {
        TrainingOptions options = Short("gumbel") with { LearningRate = 1e12 };
        var error = Assert.Throws<TrainingFailedException>(() => Run(options, ConnectFour).Run());
        Assert.StartsWith("Training diverged", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning_rate", error.Message, StringComparison.Ordinal);
    }

    // Some seconds: with 16 simulations a move, no reply beats it, whichever side it plays.
    [Fact]
    public void TicTacToeIsNotLostAgainstAnyReply()
    {
        TrainedPolicy policy = Run(TicTacToeOptions(steps: 60_000), () => new GameEnvironment(new TicTacToe())).Run().Policy;
        using var player = new NetworkPlayer(policy, SearchBudget.Of(16), new SearchSettings { ReusesTree = false });
        (int lost, int lines) = EveryReply.Count(new TicTacToe(), player.Choose);
        Assert.True(lost == 0 && lines > 100, $"{lost} of {lines} lines are lost");
    }

    // A minute of training, as the preset has it: the network alone.
    [SlowFact]
    public void AMinuteOfTicTacToeLosesNoLine()
    {
        TrainedPolicy policy = Run(TicTacToeOptions(steps: 200_000), () => new GameEnvironment(new TicTacToe())).Run().Policy;
        var game = new TicTacToe();
        PolicyActor actor = policy.CreateActor();
        var features = new float[game.FeatureLength];
        var legal = new bool[game.Moves];
        (int lost, int lines) = EveryReply.Count(game, state =>
        {
            state.WriteFeatures(features);
            for (int move = 0; move < legal.Length; move++)
            {
                legal[move] = state.IsLegal(move);
            }

            return actor.Act(features, legal: legal);
        });
        Assert.True(lost == 0 && lines > 100, $"{lost} of {lines} lines are lost");
    }

    [Fact]
    public void AModelFilePlaysAsTheRunDid()
    {
        TrainedPolicy policy = Run(Short("gumbel") with { Steps = 300 }, ConnectFour).Run().Policy;
        using var folder = new TemporaryFolder();
        string path = folder.Sub("model.safetensors");
        policy.Save(path);
        TrainedPolicy read = TrainedPolicy.Load(path);
        Assert.Equal(Scores(policy), Scores(read));
        using var a = new NetworkPlayer(policy, SearchBudget.Of(50));
        using IGamePlayer b = PlayerText.Create($"{path}:50");
        GameState state = new ConnectFour().After("44");
        Assert.Equal(a.Choose(state), b.Choose(state));
    }

    [Theory]
    [InlineData("\"board\":[6,7,2]", "\"board\":[6,7]", "a board is rows, columns and planes, and this one is 2 numbers")]
    [InlineData("\"board\":[6,7,2]", "\"board\":[7,6,2]", null)]
    [InlineData("\"board\":[6,7,2]", "\"board\":[6,7,3]", "is none for observations")]
    [InlineData("\"move_of_point\":[0,1,2,", "\"move_of_point\":[1,1,2,", null)]
    public void ADamagedNetworkIsNamed(string from, string to, string? message)
    {
        TrainedPolicy policy = Run(Short("gumbel") with { Steps = 60 }, ConnectFour).Run().Policy;
        Dictionary<string, string> metadata = policy.Description.ToMetadata();
        Assert.Contains(from, metadata["network"], StringComparison.Ordinal);
        metadata["network"] = metadata["network"].Replace(from, to, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        string path = folder.Sub("model.safetensors");
        SafetensorsWriter.Write(path, policy.Tensors(), metadata);
        if (message is not null)
        {
            var error = Assert.Throws<CheckpointFormatException>(() => TrainedPolicy.Load(path));
            Assert.StartsWith($"'{path}' is damaged", error.Message, StringComparison.Ordinal);
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
            return;
        }

        // It may be a network of another game: whose, a search finds out.
        using var player = new NetworkPlayer(TrainedPolicy.Load(path), SearchBudget.Of(10));
        var other = Assert.Throws<ArgumentException>(() => player.Choose(new ConnectFour().Start()));
        Assert.Contains("name the game and the board", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANetworkWithWhatIsNoNumberIsRefused()
    {
        TrainedPolicy policy = Run(Short("gumbel") with { Steps = 60 }, ConnectFour).Run().Policy;
        policy.Parameters.Span[0] = float.NaN;
        using var folder = new TemporaryFolder();
        string path = folder.Sub("model.safetensors");
        policy.Save(path);
        var error = Assert.Throws<CheckpointFormatException>(() => TrainedPolicy.Load(path));
        Assert.Contains("input.weight' has numbers that are not finite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASearchPlaysTheEnvironmentStrongerThanTheNetwork()
    {
        TrainedPolicy policy = Run(Short("gumbel") with { Steps = 200 }, ConnectFour).Run().Policy;
        EvaluationResult searched = Evaluator.Run(
            environment => new SearchAgent(policy, environment, 100), ConnectFour, episodes: 10, seed: 1);
        Assert.True(searched.MeanReturn >= 0.6, $"{searched.MeanReturn} against random moves");
    }

    [Fact]
    public void ARunIsEvaluatedByASearchWhereThatIsAskedFor()
    {
        var sink = new Values();
        TrainingOptions options = Short("gumbel") with { Steps = 60, Evaluation = new() { Episodes = 10, Interval = 60 } };
        TrainingRun run = Run(
            options.With(Name, options.Group<AlphaZeroOptions>() with { EvalSimulations = 200 }), ConnectFour);
        run.AddSink(sink);
        run.Run();
        Assert.InRange(sink.Last("eval/mean_reward"), 0.6, 1);
    }

    [Fact]
    public void OncePlayIsWarmNothingIsAllocated()
    {
        TrainingOptions options = Short("fast") with { Steps = 1_000_000, Topology = new() { Threads = 1 } };
        var learner = new Learner(AlgorithmCatalog.Find(Name), "Search/Game-v0", ConnectFour, options);
        PlayedEpisodes[] players = [.. learner.Topology.Episodes];
        long until = 0;
        bool Wanted() => learner.Shared.Steps >= until;
        Func<bool> wanted = Wanted;
        learner.Shared.StepLimit = options.Steps;
        Play(3_000);
        Assert.Equal(0, Allocations.Of(() => Play(300)));

        void Play(long steps)
        {
            until = learner.Shared.Steps + steps;
            learner.Topology.RunUntil(wanted);
            foreach (PlayedEpisodes episodes in players)
            {
                drained.Clear();
                episodes.Drain(drained);
            }
        }
    }

    [Fact]
    public void ANetworkForAnotherGameOrBoardIsRefused()
    {
        TrainedPolicy policy = Run(Short("gumbel") with { Steps = 50 }, ConnectFour).Run().Policy;
        using var player = new NetworkPlayer(policy, SearchBudget.Of(10));
        var error = Assert.Throws<ArgumentException>(() => player.Choose(new TicTacToe().Start()));
        Assert.Contains(
            "is for 6 x 7 points of 2 numbers and 7 moves, but tic-tac-toe has 3 x 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherWorldsAreRefused()
    {
        var error = Assert.Throws<ArgumentException>(
            () => Run(Short("gumbel"), () => EnvironmentRegistry.Default.Make("CartPole-v1")));
        Assert.Contains("alphazero learns board games by playing itself", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("channels", 24, "alphazero.channels: 24 is no multiple of 16; use 16 or 32.")]
    [InlineData("channels", 8, "alphazero.channels: 8 is no multiple of 16; use 16.")]
    [InlineData("window", 0, "alphazero.window_min: 500 positions are more than alphazero.window_max, 100; lower it.")]
    [InlineData("opening", 0, "alphazero.opening_moves: 60 random moves are more than a game of connect-four takes")]
    [InlineData("opponent", 0, "alphazero.elo_opponents: There is no player 'utc'; did you mean 'uct'?")]
    [InlineData("nobody", 0, "alphazero.elo_opponents: ratings need an opponent that does not learn")]
    [InlineData("stranger", 0, "alphazero.elo_opponents: alpha-beta plays Othello, not connect-four.")]
    [InlineData("absent", 0, "alphazero.elo_opponents: The GTP program 'asyncrl-no-such-program' cannot be started")]
    [InlineData("clock", 0, "alphazero.elo_opponents: what 'uct:time=1' plays is not repeatable, as --deterministic has it")]
    [InlineData("twice", 0, "alphazero.elo_opponents: 'uct:10,nodes=2000' is there twice; name every opponent once.")]
    [InlineData("perfect", 0, "alphazero.elo_opponents: perfect takes minutes for a move in the opening; name others")]
    [InlineData("unchecked", 0, "alphazero.played_out: 0, so nobody would know whether resignations are right")]
    public void OptionsThatDoNotFitAreRefused(string what, int value, string message)
    {
        AlphaZeroOptions own = Short("gumbel").Group<AlphaZeroOptions>() with { EloGames = 2 };
        own = what switch
        {
            "channels" => own with { Channels = value },
            "window" => own with { WindowMin = 500, WindowMax = 100 },
            "opening" => own with { OpeningMoves = 60 },
            "opponent" => own with { EloOpponents = ["utc:30"] },
            "stranger" => own with { EloOpponents = ["random", "alpha-beta:2"] },
            "absent" => own with { EloOpponents = ["gtp:asyncrl-no-such-program"] },
            "clock" => own with { EloOpponents = ["uct:time=1"] },
            "twice" => own with { EloOpponents = ["uct:10", "nodes=2000", "random", "uct:10,nodes=2000"] },
            "perfect" => own with { EloOpponents = ["perfect"] },
            "unchecked" => own with { ResignBelow = -0.9, PlayedOut = 0 },
            _ => own with { EloOpponents = [] },
        };
        var error = Assert.Throws<OptionException>(() => Run(Short("gumbel").With(Name, own), ConnectFour));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Gated(TrainingOptions options, int games) => options.With(
        Name, options.Group<AlphaZeroOptions>() with { GateGames = games, GateInterval = 100, GateShare = 0.4 });

    private static GameEnvironment ConnectFour() => new(new ConnectFour());

    private static GoGame SmallGo() => new(GoRules.Chinese(5, 4));

    private static TrainingRun Run(
        TrainingOptions options, Func<Environments.Environment> create, RunFolder? folder = null) =>
        new(AlgorithmCatalog.Find(Name), "Search/Game-v0", create, options, folder);

    private static TrainingOptions TicTacToeOptions(long steps) => (Base() with { Steps = steps, Seed = 20 }).With(
        Name,
        new AlphaZeroOptions
        {
            Blocks = 2, OpeningShare = 0.8, OpeningMoves = 6, WindowMin = 2_000, EloGames = 0, LearningStarts = 500,
        });

    private static TrainingOptions Base() => new()
    {
        LearningRate = 1.5e-3,
        MaxGradNorm = 2,
        Deterministic = true,
        RewardScale = 1,
        NormalizeObservations = false,
        Optimizer = new() { Name = "adam", Epsilon = 1e-8 },
        Topology = new() { Threads = 2 },
        Evaluation = new() { Episodes = 0 },
    };

    private static TrainingOptions Short(string form)
    {
        var own = new AlphaZeroOptions
        {
            Blocks = 1, Channels = 16, Simulations = 4, Considered = 4, BatchSize = 16, ReplayRatio = 2, LearningStarts = 50,
            WindowMin = 1_000, EloGames = 0,
        };
        own = form switch
        {
            "puct" => own with { Search = AlphaZeroSearch.Puct, TemperatureMoves = 10 },
            "fast" => own with { FullShare = 0.5, FastSimulations = 2 },
            "resign" => own with { ResignBelow = -0.02, PlayedOut = 0.3 },
            "gate" => own with { GateGames = 4, GateInterval = 100, GateShare = 0.4 },
            "rated" => own with { EloGames = 2, EloInterval = 90, EloOpponents = ["random", "uct:10"] },
            "small window" => own with { WindowMin = 20, WindowMax = 90 },
            _ => own,
        };
        return (Base() with { Steps = 600, Seed = 20 }).With(Name, own);
    }

    private static float[] Scores(TrainedPolicy policy)
    {
        var game = new ConnectFour();
        var features = new float[game.FeatureLength];
        game.After("443").WriteFeatures(features);
        PolicyActor actor = policy.CreateActor();
        actor.Act(features);
        return [.. actor.Scores, actor.Value];
    }

    private sealed class Values : IMetricsSink
    {
        private readonly Dictionary<string, double> last = [];

        public double Last(string tag) => last.TryGetValue(tag, out double value) ? value : double.NaN;

        public void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values)
        {
            foreach ((string tag, double value) in values)
            {
                if (double.IsFinite(value))
                {
                    last[tag] = value;
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
