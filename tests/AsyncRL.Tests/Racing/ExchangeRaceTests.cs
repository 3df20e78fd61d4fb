using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>The check, and a wrong variant that it must find out.</summary>
public sealed class ExchangeRaceTests
{
    // Three slices, the last one shorter.
    private static readonly ModelDescription Model = new(new NetworkDescription([70], [new DenseLayer(128)], [new("value", 1)]));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void AnExchangeLosesNothing(int threads)
    {
        var exchange = new RealExchange(Model);
        Assert.Equal(3, exchange.Slices);
        Assert.Null(ExchangeRace.Find(exchange, threads));
    }

    [Fact]
    public void AnExchangeThatTakesNoHoldOfItsSliceIsFoundOut() =>
        Assert.Contains("lost an update", ExchangeRace.Find(new UnheldExchange(Model), threads: 2), StringComparison.Ordinal);
}
