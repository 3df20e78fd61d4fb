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

    // What is known of a position fits what is known of those after it: nothing is worth more than the best move.
    [Fact]
    public void OutcomesFollowFromOneAnother()
    {
        var game = new ConnectFour();
        ConnectFourOpenings openings = ConnectFourOpenings.Own;
        int count = 0;
        foreach (string moves in Enumerable.Range(0, 5).SelectMany(ConnectFourOpenings.Positions))
        {
            if (!openings.TryFind(game.After(moves), out (int Column, int Outcome) best))
            {
                continue;
            }

            count++;
            Assert.InRange(best.Outcome, -1, 1);
            for (int column = 0; column < game.Moves; column++)
            {
                if (openings.TryFind(game.After($"{moves}{column + 1}"), out (int Column, int Outcome) answer))
                {
                    Assert.True(-answer.Outcome <= best.Outcome, moves);
                    Assert.True(column != best.Column || -answer.Outcome == best.Outcome, moves);
                }
            }
        }

        Assert.True(count == openings.Count && count > 0, $"{count} of {openings.Count}");
    }

    // Allis 1988: the first player wins by the centre, draws by the columns beside it and loses by the others.
    [Fact]
    public void TheFirstMovesEndAsIsKnown()
    {
        var game = new ConnectFour();
        Assert.True(ConnectFourOpenings.Own.TryFind(game.Start(), out (int Column, int Outcome) first));
        Assert.Equal((3, 1), first);
        foreach ((char column, int outcome) in (ReadOnlySpan<(char, int)>)
            [('1', -1), ('2', -1), ('3', 0), ('4', 1), ('5', 0), ('6', -1), ('7', -1)])
        {
            Assert.True(
                !ConnectFourOpenings.Own.TryFind(game.After($"{column}"), out (int Column, int Outcome) answer)
                    || -answer.Outcome == outcome, $"{column}");
        }
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

    // A minute or more for each: a fresh solver finds the outcomes of a sample, and no better move.
    [SlowFact]
    public void ASampleIsSolvedAnew()
    {
        var game = new ConnectFour();
        var solver = new ConnectFourSolver();
        string[] known = [.. ConnectFourOpenings.Positions(2).Where(m => ConnectFourOpenings.Own.TryFind(game.After(m), out _))];
        foreach (string moves in known.Where((_, i) => i % 7 == 0))
        {
            ConnectFourOpenings.Own.TryFind(game.After(moves), out (int Column, int Outcome) best);
            Assert.Equal(best.Outcome, solver.Outcome(game.After(moves)));
            Assert.Equal(-best.Outcome, solver.Outcome(game.After($"{moves}{best.Column + 1}")));
        }
    }
}
