using System.Net;

namespace AsyncRL.Cluster.Tests;

public sealed class ClusterPlaceTests
{
    [Theory]
    [InlineData("local:4", 4, 1)]
    [InlineData("local:4x2", 4, 2)]
    public void ProcessesOfThisMachine(string text, int processes, int actors)
    {
        ClusterPlace place = ClusterPlace.Parse(text);
        Assert.Equal((processes, actors, null), (place.Processes, place.ActorsEach, place.Listen));
        Assert.Equal(text, place.ToString());
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1:7700")]
    [InlineData("10.0.0.1:80", "10.0.0.1:80")]
    [InlineData("[::1]:80", "[::1]:80")]
    [InlineData("::1", "[::1]:7700")]
    public void Addresses(string text, string meant)
    {
        ClusterPlace place = ClusterPlace.At(text);
        Assert.Equal(IPEndPoint.Parse(meant), place.Listen);
        Assert.Equal(place, ClusterPlace.Parse($"{place}"));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("local:0")]
    [InlineData("local:2x")]
    [InlineData("four")]
    public void AnythingElseIsRefusedWithWhatIsKnown(string text)
    {
        ClusterException fault = Assert.Throws<ClusterException>(() => ClusterPlace.Parse(text));
        Assert.Contains("local:4x2", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.1:0")]
    [InlineData("10.0.0.1:http")]
    [InlineData("7700")]
    [InlineData("")]
    public void AddressesThatAreNoneAreRefused(string text)
    {
        ClusterException fault = Assert.Throws<ClusterException>(() => ClusterPlace.At(text));
        Assert.Contains("is not an address", fault.Message, StringComparison.Ordinal);
    }
}
