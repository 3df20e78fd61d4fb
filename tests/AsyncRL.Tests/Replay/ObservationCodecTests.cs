using AsyncRL.Environments;
using AsyncRL.Replay;

namespace AsyncRL.Tests.Replay;

public sealed class ObservationCodecTests
{
    private static readonly Dictionary<string, (Space Space, int Bytes)> Spaces = new()
    {
        ["planes of zeros and ones"] = (new Box(ElementType.UInt8, Repeat(0, 27), Repeat(1, 27), 3, 3, 3), 4),
        ["switches"] = (new MultiBinary(17), 3),
        ["pixels"] = (new Box(ElementType.UInt8, Repeat(0, 12), Repeat(255, 12), 2, 2, 3), 12),
        ["small whole numbers"] = (new Box(ElementType.Int8, Repeat(-128, 5), Repeat(127, 5), 5), 5),
        ["whole numbers"] = (new Box(ElementType.Int16, Repeat(-30_000, 5), Repeat(30_000, 5), 5), 10),
        ["large whole numbers"] = (new Box(ElementType.Int32, Repeat(-1 << 24, 5), Repeat(1 << 24, 5), 5), 20),
        ["real numbers"] = (new Box(-3f, 8f, 7), 28),
        ["a choice"] = (new Discrete(256, -3), 1),
        ["a choice among many"] = (new Discrete(257), 4),
        ["several choices"] = (new MultiDiscrete(2, 9, 256), 3),
        ["parts"] = (new TupleSpace(new Discrete(4), new MultiBinary(9), new Box(-1f, 1f, 2)), 1 + 2 + 8),
    };

    public static TheoryData<string> Names => [.. Spaces.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryElementOfASpaceIsKeptExactlyInAsFewBytesAsTheSpaceAllows(string name)
    {
        (Space space, int bytes) = Spaces[name];
        ObservationCodec codec = ObservationCodec.For(space);
        Assert.Equal(bytes, codec.Bytes);
        Assert.Equal(space.Length, codec.Length);
        Pcg64 random = Pcg64.FromSeed(1);
        float[] element = new float[space.Length], decoded = new float[space.Length];
        var kept = new byte[codec.Bytes];
        for (int i = 0; i < 300; i++)
        {
            space.Sample(random, element);
            Assert.True(codec.TryWrite(element, kept));
            codec.Read(kept, decoded);
            Assert.Equal(element, decoded);
        }
    }

    [Theory]
    [InlineData("planes of zeros and ones", 0.5f)]
    [InlineData("switches", 2f)]
    [InlineData("pixels", 256f)]
    [InlineData("pixels", -1f)]
    [InlineData("pixels", 7.25f)]
    [InlineData("small whole numbers", 128f)]
    [InlineData("whole numbers", 40_000f)]
    [InlineData("a choice", 254f)]
    public void ANumberThatWouldBeChangedIsRefused(string name, float value)
    {
        Space space = Spaces[name].Space;
        ObservationCodec codec = ObservationCodec.For(space);
        var element = new float[space.Length];
        element[^1] = value;
        Assert.False(codec.TryWrite(element, new byte[codec.Bytes]));
        Assert.True(codec.Widened().TryWrite(element, new byte[codec.Widened().Bytes]));
    }

    [Fact]
    public void RealNumbersFromZeroToOneAreTakenForPlanes() =>
        Assert.Equal(125, ObservationCodec.For(new Box(0f, 1f, 10, 10, 10)).Bytes);

    private static float[] Repeat(float value, int count) => [.. Enumerable.Repeat(value, count)];
}
