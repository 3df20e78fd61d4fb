using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;

namespace AsyncRL.Search.Tests.Matches;

public sealed class MatchTests
{
    // Figures of any table of Wilson's interval.
    [Theory]
    [InlineData(3, 10, 0.108, 0.603)]
    [InlineData(8, 10, 0.490, 0.943)]
    [InlineData(10, 10, 0.722, 1)]
    [InlineData(0, 4, 0, 0.490)]
    [InlineData(9.5, 20, 0.279, 0.680)]
    [InlineData(0, 0, 0, 1)]
    public void IntervalsAreWilsons(double points, int games, double low, double high)
    {
        (double foundLow, double foundHigh) = Wilson.Interval(points, games);
        Assert.Equal(low, foundLow, 0.001);
        Assert.Equal(high, foundHigh, 0.001);
    }

    [Fact]
    public void EloIsThatOfTheExpectedScore()
    {
        Assert.Equal(0, Wilson.Elo(0.5));
        Assert.Equal(190.85, Wilson.Elo(0.75), 0.01);
        Assert.Equal(-190.85, Wilson.Elo(0.25), 0.01);
        Assert.Equal("10-0-0  rate 1.00 (0.72 to 1.00)  Elo +inf (+166 to +inf)", new MatchResult(10, 0, 0, 0, 0).ToString());
    }

    [Fact]
    public void ASearchBeatsRandomPlayAndPairsShareOpenings()
    {
        var game = new ConnectFour();
        using IGamePlayer search = PlayerText.Create("uct:200"), random = PlayerText.Create("random");
        var games = new List<MatchGame>();
        MatchResult result = GameMatch.Play(
            game, search, random, new MatchSettings { Games = 8, OpeningMoves = 3 }, games.Add);
        Assert.Equal(8, result.Games);
        Assert.InRange(result.Wins, 7, 8);
        Assert.Equal([true, false, true, false, true, false, true, false], games.Select(g => g.FirstIsA));
        Assert.Equal(result.Wins, games.Sum(g => g.Points));
    }

    [Fact]
    public void OpeningsOfGoKeepOffTheEdge()
    {
        var game = new GoGame(new GoRules { Size = 9 });
        var random = new FastRandom(1);
        for (int i = 0; i < 200; i++)
        {
            int[] moves = GameMatch.Opening(game, 2, ref random);
            Assert.Equal(2, moves.Length);
            Assert.All(moves, m => Assert.True(m / 9 is > 0 and < 8 && m % 9 is > 0 and < 8));
        }
    }

    [Fact]
    public void OpeningsThatDoNotFitTheBoardAreRefused()
    {
        var game = new GoGame(new GoRules { Size = 5 });
        using var a = new RandomPlayer(1);
        using var b = new RandomPlayer(2);
        var error = Assert.Throws<ArgumentException>(
            () => GameMatch.Play(game, a, b, new MatchSettings { Games = 2, OpeningMoves = 15 }));
        Assert.Contains("no room for openings of 15 random moves", error.Message, StringComparison.Ordinal);
    }

    // A search that would take a day ends with the request, and its game counts for nothing.
    [Theory]
    [InlineData("uct:time=80000", "connect-four")]
    [InlineData("alpha-beta:20", "othello")]
    public void AMatchEndsAtOnceWhenItIsAsked(string player, string name)
    {
        Game game = name == "othello" ? new Othello(8) : new ConnectFour();
        using var source = new CancellationTokenSource();
        using IGamePlayer a = PlayerText.Create(player, cancellation: source.Token);
        using var b = new RandomPlayer(2);
        source.CancelAfter(TimeSpan.FromMilliseconds(50));
        MatchResult result = GameMatch.Play(game, a, b, cancellation: source.Token);
        Assert.Equal(0, result.Games);
    }

    [Fact]
    public void ResigningAndIllegalMovesLose()
    {
        var game = new TicTacToe();
        using var random = new RandomPlayer();
        using var resigns = new Fixed(IGamePlayer.Resign);
        using var cheats = new Fixed(99);
        var ends = new List<string>();
        Assert.Equal(4, GameMatch.Play(game, random, resigns, new MatchSettings { Games = 4 }, g => ends.Add(g.End)).Wins);
        Assert.Equal(4, GameMatch.Play(game, cheats, random, new MatchSettings { Games = 4 }, g => ends.Add(g.End)).Losses);
        string[] resigned = ["X wins by resignation", "O wins by resignation"];
        string[] forfeited = ["O wins by an illegal move", "X wins by an illegal move"];
        Assert.Equal([.. resigned, .. resigned, .. forfeited, .. forfeited], ends);
    }

    [Theory]
    [InlineData("uct:many", "simulations: 'many' is no whole number.")]
    [InlineData("uct:3000000000", "simulations: 3000000000 is out of range; it must be from 0 to 2147483647.")]
    [InlineData("uct:seed=-1", "seed: -1 is out of range; it must be from 0 to 2147483647.")]
    [InlineData("uct:thread=2", "uct has no setting 'thread'; did you mean 'threads'?")]
    [InlineData("uct:threads=0", "Threads is 0; it must be 1 to 256.")]
    [InlineData("uct:0", "simulations: '0' is too few; give at least 1.")]
    [InlineData("uct:playouts=light", "playouts=light in 'uct:playouts=light' is unknown")]
    [InlineData("randon", "There is no player 'randon'; did you mean 'random'?")]
    [InlineData("perfect:7", "perfect has no settings; write perfect instead of 'perfect:7'.")]
    [InlineData("alpha-beta:99", "Alpha-beta cannot look 99 moves ahead; give 1 to 20.")]
    public void PlayersThatThereAreNotAreExplained(string text, string message) =>
        Assert.StartsWith(
            message, Assert.ThrowsAny<ArgumentException>(() => PlayerText.Create(text)).Message, StringComparison.Ordinal);

    // Both limits hold, whichever comes first in the text: 50 simulations, not all that an hour allows.
    [Theory]
    [InlineData("uct:50,time=3600")]
    [InlineData("uct:time=3600,simulations=50")]
    public void SimulationsAndTimeLimitTogether(string text)
    {
        using var player = (UctPlayer)PlayerText.Create(text);
        GameState state = new ConnectFour().Start();
        player.Begin(state);
        player.Choose(state);
        Assert.Equal(50, player.Search!.Simulations);
    }

    private sealed class Fixed(int move) : IGamePlayer
    {
        public string Name => "fixed";

        public void Begin(GameState start)
        {
        }

        public int Choose(GameState state) => move;

        public void Dispose()
        {
        }
    }
}
