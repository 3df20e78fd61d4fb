using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Tests.AlphaZero;

public sealed class GateMatchTests
{
    [Theory]
    [InlineData(new[] { 1, 1, 0.5, 0 }, false)]         // 2.5 of 4, less than 0.65
    [InlineData(new[] { 1, 0.5, 0.5, 1 }, true)]
    [InlineData(new[] { 0.0, 0, 0, 0 }, false)]
    public void OnlyACandidateThatWinsItsShareIsPlayedWith(double[] points, bool isAccepted)
    {
        var options = new AlphaZeroOptions { Blocks = 1, Channels = 16, GateGames = 4, GateShare = 0.65, GateInterval = 100 };
        ParameterLayout layout =
            new ModelDescription([new TowerPart(string.Empty, GameNetworks.Describe(new TicTacToe(), options))]).Parameters;
        var theta = new ParameterVector(layout);
        theta.Span.Fill(1);
        var played = new PlayedParameters(new PublishedParameters(theta, lag: 0), theta, isGated: true);
        var match = new GateMatch(options, played, layout);
        theta.Span.Fill(2);
        Assert.Equal(0, match.TryBegin(99));
        Assert.Equal(4, match.TryBegin(100));
        Assert.Equal((2, 1), (match.Candidate.Span[0], match.Defender.Span[0]));
        theta.Span.Fill(3);
        foreach (double won in points)
        {
            Assert.Equal(0, match.TryBegin(1_000));
            Assert.Equal(1, Now());
            match.Note(won);
        }

        Assert.Equal(isAccepted ? 2 : 1, Now());
        Assert.Equal(isAccepted ? (1, 0) : (0, 1), (match.Accepted, match.Refused));
        Assert.Equal(4, match.TryBegin(1_000));
        Assert.Equal((3, isAccepted ? 2 : 1), (match.Candidate.Span[0], match.Defender.Span[0]));

        float Now()
        {
            var copy = new ParameterVector(layout);
            played.CopyTo(copy);
            return copy.Span[^1];
        }
    }
}
