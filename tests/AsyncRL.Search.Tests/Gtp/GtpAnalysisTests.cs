using System.Globalization;
using AsyncRL.Search.Games;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Gtp;

public sealed class GtpAnalysisTests
{
    [Theory]
    [InlineData(true, "winrate 1\\.0 prior [01]\\.[0-9]+ lcb 1\\.0 order 0 pv c1")]
    [InlineData(false, "winrate 10000 prior [0-9]+ lcb 10000 order 0 pv c1")]
    public void ACertainWinIsAFractionToo(bool fractions, string form)
    {
        // Two in a row, and the third point is empty.
        var game = new TicTacToe();
        GameState state = game.Start();
        state.Play("a1 a3 b1 b3");
        using var search = new TreeSearch(game, new Uct(), _ => new RolloutEvaluator(game), GtpSession.Settings);
        search.Search(state, SearchBudget.Of(2_000));
        Assert.Matches($"^info move c1 visits [0-9]+ {form}", GtpAnalysis.Line(search, fractions));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ThePriorOfANetworkIsItsPolicy(bool gumbel)
    {
        var game = new TicTacToe();
        TreePolicy policy = gumbel ? new GumbelAlphaZero() : new Puct();
        using var search = new TreeSearch(game, policy, _ => new HashedNetwork(), GtpSession.Settings);
        search.Search(game.Start(), SearchBudget.Of(20));
        string line = GtpAnalysis.Line(search, fractions: true);
        var moves = new MoveStatistics[game.Moves];
        MoveStatistics[] visited = [.. moves.Take(search.WriteMoves(moves)).Where(m => m.Visits > 0)];
        Assert.NotEmpty(visited);
        foreach (MoveStatistics move in visited)
        {
            string prior = move.Prior.ToString("0.0#####", CultureInfo.InvariantCulture);
            Assert.Contains($" prior {prior} ", Told(line, game.MoveText(move.Move)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NothingIsToldWhereNothingWasSearched()
    {
        var game = new TicTacToe();
        using var search = new TreeSearch(game, new Uct(), _ => new RolloutEvaluator(game), GtpSession.Settings);
        Assert.Empty(GtpAnalysis.Line(search, fractions: true));
    }

    // What the line tells of a move.
    private static string Told(string line, string move) =>
        line.Split("info ").Single(part => part.StartsWith($"move {move} ", StringComparison.Ordinal));
}
