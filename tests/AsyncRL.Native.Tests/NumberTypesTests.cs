using System.Runtime.InteropServices;
using AsyncRL.Environments;

namespace AsyncRL.Native.Tests;

public sealed class NumberTypesTests
{
    [Fact]
    public void BytesOfAnyNumberAreWrittenLikeOneByOne()
    {
        // Sixteen are converted at a time, so lengths around that and all values matter.
        float[] numbers = [.. Enumerable.Range(0, 600).Select(i => (float)(i * 7 % 256))];
        foreach (int length in (int[])[0, 1, 15, 16, 17, 31, 32, 33, 600])
        {
            byte[] written = new byte[length + 1];
            written[length] = 99;
            NumberType.UInt8.Write(numbers.AsSpan(0, length), written.AsSpan(0, length));
            Assert.Equal([.. numbers.Take(length).Select(x => (byte)x), (byte)99], written);
        }
    }

    [Fact]
    public void OtherTypesHoldTheSameNumbers()
    {
        float[] numbers = [-128, -1, 0, 1, 5, 127];
        Assert.Equal(numbers, Written<sbyte>(NumberType.Int8, numbers).Select(x => (float)x));
        Assert.Equal(numbers, Written<short>(NumberType.Int16, numbers).Select(x => (float)x));
        Assert.Equal(numbers, Written<int>(NumberType.Int32, numbers).Select(x => (float)x));
        Assert.Equal(numbers, Written<long>(NumberType.Int64, numbers).Select(x => (float)x));
        Assert.Equal([0.1f, -3.5f], Written<float>(NumberType.Float32, [0.1f, -3.5f]));
    }

    [Fact]
    public void EverySpaceHasItsTypeInGymnasium()
    {
        Assert.Equal(NumberType.Float32, NumberTypes.Of(new Box(0, 1, 3)));
        Assert.Equal(NumberType.UInt8, NumberTypes.Of(new Box(ElementType.UInt8, 0, 255, 3)));
        Assert.Equal(NumberType.Int8, NumberTypes.Of(new Box(ElementType.Int8, 0, 1, 3)));
        Assert.Equal(NumberType.Int16, NumberTypes.Of(new Box(ElementType.Int16, 0, 1, 3)));
        Assert.Equal(NumberType.Int32, NumberTypes.Of(new Box(ElementType.Int32, 0, 1, 3)));
        Assert.Equal(NumberType.Int64, NumberTypes.Of(new Discrete(3)));
        Assert.Equal(NumberType.Int64, NumberTypes.Of(new MultiDiscrete(3, 2)));
        Assert.Equal(NumberType.Int8, NumberTypes.Of(new MultiBinary(3)));
    }

    private static T[] Written<T>(NumberType type, float[] numbers)
        where T : struct
    {
        byte[] bytes = new byte[numbers.Length * type.Size()];
        type.Write(numbers, bytes);
        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }
}
