using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Tests;

public sealed class FloatPackingTests
{
    public static TheoryData<string, float[], int> Values => new()
    {
        { "nothing", [], 1 },
        { "a plane of zeros and ones", [.. Enumerable.Range(0, 400).Select(i => i % 3 == 0 ? 1f : 0f)], 1 + 50 },
        { "a number of bits that fills no byte", [.. Enumerable.Range(0, 13).Select(i => i % 2 == 0 ? 1f : 0f)], 1 + 2 },
        { "all bytes as the scaling of images makes them", [.. Enumerable.Range(0, 256).Select(i => i * (1f / 255f))], 1 + 256 },
        { "bytes that fill no vector", [.. Enumerable.Range(0, 45).Select(i => (i * 7 % 256) * (1f / 255f))], 1 + 45 },
        { "bytes but for one", [.. Enumerable.Range(0, 64).Select(i => i == 40 ? 0.3f : i * (1f / 255f))], 1 + 256 },
        { "a byte too many", [.. Enumerable.Range(0, 32).Select(i => (i + 230) * (1f / 255f))], 1 + 128 },
        { "minus zero, which bits would lose", [0f, 1f, -0f, 1f, 0f, 0f, 0f, 0f, 1f], 1 + 36 },
        { "real numbers", [0.1f, -3f, 1e30f, float.Epsilon], 1 + 16 },
        { "numbers that are none", [float.NaN, float.PositiveInfinity, float.NegativeInfinity], 1 + 12 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void EveryNumberComesBackBitForBitInAsFewBytesAsItTakes(string what, float[] values, int bytes)
    {
        byte[] packed = new byte[FloatPacking.Longest(values.Length)];
        int written = FloatPacking.Pack(values, packed);
        float[] back = new float[values.Length];
        int read = FloatPacking.Unpack(packed.AsSpan(0, written), back);
        Assert.Equal(bytes, written);
        Assert.Equal(written, read);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), back.Select(BitConverter.SingleToInt32Bits));
        Assert.NotEmpty(what);
    }

    [Fact]
    public void BitsArePackedAsALoopOverThemWould()
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, 1003).Select(_ => (float)random.Next(2))];
        byte[] packed = new byte[FloatPacking.Longest(values.Length)];
        int written = FloatPacking.Pack(values, packed);
        byte[] naive = new byte[(values.Length + 7) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            naive[i / 8] |= (byte)((int)values[i] << (i % 8));
        }

        Assert.Equal(naive, packed[1..written]);
    }

    [Fact]
    public void BytesThatEndTooEarlyOrAreOfAnotherFormatAreRefused()
    {
        Assert.Throws<InvalidDataException>(() => FloatPacking.Unpack([], new float[1]));
        Assert.Throws<InvalidDataException>(() => FloatPacking.Unpack([1], new float[8]));
        Assert.Throws<InvalidDataException>(() => FloatPacking.Unpack([9, 0, 0, 0, 0], new float[1]));
    }
}
