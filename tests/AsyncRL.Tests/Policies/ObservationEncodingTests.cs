using AsyncRL.Environments;
using AsyncRL.Observations;

namespace AsyncRL.Tests.Policies;

public sealed class ObservationEncodingTests
{
    private static readonly Box Camera = new(ElementType.UInt8, 0, 255, 2, 1, 2);

    [Fact]
    public void AnImageComesFirstDividedBy255AndTheRestBehindItInOrder()
    {
        var space = new DictSpace(("gear", new Discrete(3, start: 1)), ("camera", Camera), ("speed", new Box(-9f, 9f, 1)));
        var encoding = new ObservationEncoding(space, convolves: true);
        var input = new float[encoding.Length];
        encoding.Write([2, 255, 0, 51, 102, -7], input);

        Assert.Equal([2, 1, 2], encoding.InputShape);
        Assert.Equal(4, encoding.ExtraInputs);
        Assert.False(encoding.IsIdentity);
        AssertNear([1f, 0f, 0.2f, 0.4f, 0f, 1f, 0f, -7f], input);
    }

    [Fact]
    public void WithoutConvolutionsEverythingIsOneListInOrder()
    {
        var space = new TupleSpace(new MultiBinary(2), Camera, new MultiDiscrete(2, 3));
        var encoding = new ObservationEncoding(space, convolves: false);
        var input = new float[encoding.Length];
        encoding.Write([1, 0, 255, 0, 51, 102, 1, 2], input);

        Assert.Equal([11], encoding.InputShape);
        Assert.Equal(0, encoding.ExtraInputs);
        AssertNear([1f, 0f, 1f, 0f, 0.2f, 0.4f, 0f, 1f, 0f, 0f, 1f], input);
    }

    [Fact]
    public void RealNumbersAreLeftWhereTheyAre()
    {
        Assert.True(new ObservationEncoding(new Box(-1f, 1f, 3), convolves: false).IsIdentity);
        Assert.True(new ObservationEncoding(new Box(-1f, 1f, 3, 3, 3), convolves: true).IsIdentity);
        Assert.False(new ObservationEncoding(Camera, convolves: true).IsIdentity);
        Assert.False(new ObservationEncoding(new Discrete(4), convolves: false).IsIdentity);
    }

    [Fact]
    public void ConvolutionsNeedExactlyOneImage()
    {
        var none = Assert.Throws<ArgumentException>(() => new ObservationEncoding(new Box(0f, 1f, 5), convolves: true));
        Assert.Contains("Box(0, 1, (5)); set network.conv to []", none.Message, StringComparison.Ordinal);

        var two = Assert.Throws<ArgumentException>(
            () => new ObservationEncoding(new DictSpace(("left", Camera), ("right", Camera)), convolves: true));
        Assert.Contains("have 2 (left, right); stack them along the channels", two.Message, StringComparison.Ordinal);
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }
}
