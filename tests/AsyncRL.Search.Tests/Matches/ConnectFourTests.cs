using AsyncRL.Search.Games;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;

namespace AsyncRL.Search.Tests.Matches;

public sealed class ConnectFourTests
{
    public static TheoryData<string> Names => [.. ConnectFourSet.Names];

    // Every line belongs where it is, and scores of a sample are the solver's.
    [Theory]
    [MemberData(nameof(Names))]
    public void SetsHoldWhatTheirNamesSay(string name)
    {
        ConnectFourSet set = ConnectFourSet.Load(name);
        int least = name switch { "L1_R1" => 20, "L1_R2" => 300, "L1_R3" => 200, _ => 1_000 };
        Assert.True(set.Positions.Count >= least, $"{set.Positions.Count} positions");
        Assert.All(set.Positions, p => Assert.Equal(name, ConnectFourSet.NameOf(p.Moves.Length, p.Score)));
        Assert.Equal(set.Positions.Count, set.Positions.Select(p => p.Moves).Distinct().Count());
        var solver = new ConnectFourSolver();
        var game = new ConnectFour();
        int sample = name == "L1_R3" ? 4 : name[1] == '1' ? 20 : 200;
        foreach ((string moves, int score) in set.Positions.OrderByDescending(p => p.Moves.Length).Take(sample))
        {
            Assert.Equal(score, solver.Score(game.After(moves)));
        }
    }

    // How long games last beside games that are played to their end by the best scores.
    [Fact]
    public void MovesToTheEndAreThoseOfPerfectPlay()
    {
        var solver = new ConnectFourSolver();
        var game = new ConnectFour();
        using var perfect = new PerfectConnectFour();
        foreach ((string moves, int score) in ConnectFourSet.Load("L2_R2").Positions.Where(p => p.Moves.Length > 20).Take(12)
            .Concat(ConnectFourSet.Load("L3_R1").Positions.Take(40)))
        {
            GameState state = game.After(moves);
            while (!state.IsOver)
            {
                state.Play(perfect.Choose(state));
            }

            Assert.Equal(state.MovesPlayed - moves.Length, ConnectFourSet.MovesToTheEnd(moves.Length, score));
            Assert.Equal(Math.Sign(score), state.Outcome * (moves.Length % 2 == 0 ? 1 : -1));
        }
    }

    [Fact]
    public void OutcomesAreTheSignsOfScores()
    {
        var game = new ConnectFour();
        foreach ((string moves, int score) in ConnectFourSet.Load("L2_R2").Positions.Take(3))
        {
            // Nothing of scores is known to it.
            Assert.Equal(Math.Sign(score), new ConnectFourSolver().Outcome(game.After(moves)));
        }

        var solver = new ConnectFourSolver();
        int[] scores = new int[7], outcomes = new int[7];
        foreach ((string moves, int score) in ConnectFourSet.Load("L2_R1").Positions.Take(60))
        {
            GameState state = game.After(moves);
            Assert.Equal(Math.Sign(score), solver.Outcome(state));
            solver.WriteOutcomes(state, outcomes);
            solver.WriteScores(state, scores);
            Assert.Equal(scores.Select(s => s == int.MinValue ? s : Math.Sign(s)), outcomes);
            Assert.Equal(score, scores.Max());
        }
    }

    [Fact]
    public void ThePerfectPlayerMakesNoMistakeAndRandomPlayMany()
    {
        ConnectFourSet set = ConnectFourSet.Load("middle-easy");
        Assert.Equal("L2_R1", set.Name);
        set = set with { Positions = [.. set.Positions.Take(200)] };
        using var perfect = new PerfectConnectFour();
        using var random = new RandomPlayer(1);
        Assert.Equal(0, ConnectFourMistakes.Measure(perfect, set).Mistakes);
        ConnectFourMistakes measured = ConnectFourMistakes.Measure(random, set);
        Assert.InRange(measured.Percent, 15, 85);
        Assert.Matches(
            "^L2_R1  middle-easy    +200 positions  [0-9. ]+ % mistakes \\([0-9.]+ to [0-9.]+\\)$", measured.ToString());
    }

    // By the scores of all moves, without the measure's own way to ask.
    [Fact]
    public void AMistakeIsAMoveWithAWorseResult()
    {
        ConnectFourSet set = ConnectFourSet.Load("L3_R1");
        set = set with { Positions = [.. set.Positions.Take(150)] };
        var solver = new ConnectFourSolver();
        var scores = new int[7];
        foreach (int place in (int[])[0, 99])
        {
            using var player = new Place(place);
            int expected = set.Positions.Count(p =>
            {
                GameState state = new ConnectFour().After(p.Moves);
                solver.WriteScores(state, scores);
                return Math.Sign(scores[player.Choose(state)]) < Math.Sign(scores.Max());
            });
            Assert.Equal(expected, ConnectFourMistakes.Measure(player, set).Mistakes);
            Assert.InRange(expected, 10, 140);
        }
    }

    [Fact]
    public void SolvingCanBeGivenUp()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var perfect = new PerfectConnectFour(cancelled.Token);
        var game = new ConnectFour();
        Assert.Equal(3, perfect.Choose(game.Start()));
        Assert.Throws<OperationCanceledException>(() => perfect.Choose(game.After("44352")));

        // A match then has the games that had ended, and a solver answers on.
        using var random = new RandomPlayer();
        Assert.Equal(0, GameMatch.Play(
            game, perfect, random, new MatchSettings { OpeningMoves = 2 }, cancellation: cancelled.Token).Games);
        ConnectFourSet set = ConnectFourSet.Load("L2_R2");
        Assert.Equal(0, ConnectFourMistakes.Measure(random, set, cancellation: cancelled.Token).Positions);
        var solver = new ConnectFourSolver();
        Assert.Throws<OperationCanceledException>(() => solver.Score(game.After("4"), cancelled.Token));
        Assert.Equal(18, solver.Score(game.After("112233")));
    }

    [Theory]
    [InlineData("L1_R1", "44535 x", "Line 1 of L1_R1, '44535 x', is no position and score, such as '44535 -3'.")]
    [InlineData("L1_R1", "4853 1", "Line 1 of L1_R1, '4853 1', is no position and score, such as '44535 -3'.")]
    [InlineData("L1_R1", "1212121 1", "Line 1 of L1_R1, '1212121 1', is no position and score, such as '44535 -3'.")]
    [InlineData("L7_R1", "", "'L7_R1' is no name of a set; names are L1_R1 to L3_R3.")]
    public void BrokenSetsAreExplained(string name, string text, string message) => Assert.Equal(
        message, Assert.Throws<FormatException>(() => ConnectFourSet.Read(name, new StringReader(text))).Message);

    [Fact]
    public void ASetThatThereIsNotIsExplained() => Assert.StartsWith(
        "There is no set 'L2_R3'; did you mean 'L",
        Assert.Throws<ArgumentException>(() => ConnectFourSet.Load("L2_R3")).Message, StringComparison.Ordinal);

    // Plays the legal move of a place, or the last one.
    private sealed class Place(int place) : IGamePlayer
    {
        public string Name => "place";

        public void Begin(GameState start)
        {
        }

        public int Choose(GameState state)
        {
            Span<int> moves = stackalloc int[7];
            return moves[Math.Min(place, state.WriteLegalMoves(moves) - 1)];
        }

        public void Dispose()
        {
        }
    }
}
