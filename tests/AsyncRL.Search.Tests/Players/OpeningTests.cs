using AsyncRL.Search.Games;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.Players;

/// <summary>The first moves of Connect Four, which the perfect player knows by heart.</summary>
public sealed class OpeningTests
{
    // The known numbers of positions (OEIS A212693), mirror images counted apart.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 49)]
    [InlineData(3, 238)]
    [InlineData(4, 1_120)]
    public void PositionsAreAllThereIsLessMirrorImages(int stones, int known)
    {
        var game = new ConnectFour();
        var hashes = new HashSet<ulong>();
        IReadOnlyList<string> positions = ConnectFourOpenings.Positions(stones);
        foreach (string moves in positions)
        {
            hashes.Add(game.After(moves).Hash);
            hashes.Add(game.After(string.Concat(moves.Select(m => (char)('1' + '7' - m)))).Hash);
        }

        Assert.Equal(known, hashes.Count);
        Assert.True(2 * positions.Count - known is >= 0 and < 40, $"{positions.Count} positions");
    }

    // Allis 1988: the first player wins by the centre.
    [Fact]
    public void TheFirstMoveIsKnownByHeart()
    {
        Assert.Equal(1, ConnectFourOpenings.Own.Count);
        Assert.True(ConnectFourOpenings.Own.TryFind(new ConnectFour().Start(), out (int Column, int Outcome) first));
        Assert.Equal((3, 1), first);
    }

    [Fact]
    public void MirroredPositionsHaveMirroredMoves()
    {
        var game = new ConnectFour();
        using var reader = new StringReader("12 1 5\n76443 -1 2\n");
        ConnectFourOpenings openings = ConnectFourOpenings.Read(reader);
        Assert.Equal(2, openings.Count);
        foreach ((string moves, int column, int outcome) in (ReadOnlySpan<(string, int, int)>)
            [("12", 5, 1), ("76", 3, 1), ("76443", 2, -1), ("12445", 6, -1)])
        {
            Assert.True(openings.TryFind(game.After(moves), out (int Column, int Outcome) best), moves);
            Assert.Equal((column - 1, outcome), best);
        }

        Assert.False(openings.TryFind(game.After("21"), out _));
    }

    [Fact]
    public void TheBestMoveHasTheBestOutcome()
    {
        var game = new ConnectFour();
        var solver = new ConnectFourSolver();
        var outcomes = new int[7];
        foreach (string set in (string[])["L2_R1", "L2_R2", "L3_R1"])
        {
            foreach ((string moves, int score) in ConnectFourSet.Load(set).Positions.Take(30))
            {
                GameState state = game.After(moves);
                (int column, int outcome) = solver.Best(state);
                Assert.Equal(Math.Sign(score), outcome);
                solver.WriteOutcomes(state, outcomes);
                Assert.Equal(outcome, outcomes[column]);
            }
        }
    }

    [Fact]
    public void LinesThatAreNoneAreRefused()
    {
        using var reader = new StringReader("44 1 4\n443 9\n");
        Assert.StartsWith(
            "Line 2 of the openings, '443 9', is no position", Assert.Throws<FormatException>(
                () => ConnectFourOpenings.Read(reader)).Message, StringComparison.Ordinal);
    }

    // Minutes: the first player draws by the columns beside the centre and loses by the others (Allis 1988).
    [SlowFact]
    public void TheFirstMovesAreSolvedAnew()
    {
        var outcomes = new int[7];
        new ConnectFourSolver().WriteOutcomes(new ConnectFour().Start(), outcomes);
        Assert.Equal([-1, -1, 0, 1, 0, -1, -1], outcomes);
    }
}
