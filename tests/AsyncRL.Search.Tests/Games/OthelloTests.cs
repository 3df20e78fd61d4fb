using AsyncRL.Search.Games;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.Games;

public sealed class OthelloTests
{
    // Random games beside a grid that is looked at disc by disc, to the end: passes, early ends and the final count.
    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void RandomGamesAreThoseOfTheRules(int size)
    {
        var game = new Othello(size);
        var random = new FastRandom(8);
        int passes = 0, early = 0;
        for (int number = 0; number < 150; number++)
        {
            GameState state = game.Start();
            var naive = new NaiveOthello(size);
            while (!naive.IsOver)
            {
                Assert.False(state.IsOver);
                List<int> legal = naive.Legal();
                Assert.Equal(legal, Positions.LegalMoves(state));
                int move = legal[random.Below(legal.Count)];
                passes += move == game.Pass ? 1 : 0;
                naive.Play(move);
                state.Play(move);
                Assert.Equal(naive.Grid, Positions.Grid(state));
                Assert.Equal(naive.ToMove == 'X' ? 0 : 1, state.Player);
            }

            Assert.True(state.IsOver);
            Assert.Equal(naive.Margin, state.Score);
            Assert.Equal(Math.Sign(naive.Margin), state.Outcome);
            early += naive.Grid.Contains('.', StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(passes > 20 && early > 1, $"{passes} passes, {early} games ended with empty points");
    }
}
