using AsyncRL.Environments;
using AsyncRL.Observations;

namespace AsyncRL.Tests.Play;

/// <summary>A network reads bytes as 0 to 1, whatever their bounds are.</summary>
public class ByteEncodingTests
{
    [Theory]
    [InlineData(0, 255, 255f, 1f)]
    [InlineData(0, 255, 51f, 0.2f)]
    [InlineData(0, 1, 1f, 1f)]
    [InlineData(0, 1, 0f, 0f)]
    [InlineData(10, 20, 15f, 0.5f)]
    [InlineData(7, 7, 7f, 0f)]
    public void BytesAreScaledByTheirBounds(int low, int high, float value, float read)
    {
        Assert.Equal(read, Encode(new Box(ElementType.UInt8, low, high, 1), value)[0], 1e-6f);
        Assert.Equal(read, Encode(new Box(ElementType.UInt8, low, high, 1, 1, 1), value)[0], 1e-6f);
        var parts = new DictSpace(("bytes", new Box(ElementType.UInt8, low, high, 1)), ("number", new Box(-9f, 9f, 1)));
        float[] both = Encode(parts, value, 5f);
        Assert.Equal(read, both[0], 1e-6f);
        Assert.Equal(5f, both[1]);
    }

    [Fact]
    public void EveryElementHasItsOwnBounds() =>
        Assert.Equal([0.5f, 1f], Encode(new Box(ElementType.UInt8, [0f, 100f], [4f, 200f], 2), 2f, 200f));

    [Fact]
    public void OtherNumbersStayAsTheyAre() => Assert.Equal([3f], Encode(new Box(0f, 255f, 1), 3f));

    private static float[] Encode(Space space, params float[] observation)
    {
        var encoding = new ObservationEncoding(space, convolves: false);
        var input = new float[encoding.Length];
        encoding.Write(observation, input);
        return input;
    }
}
