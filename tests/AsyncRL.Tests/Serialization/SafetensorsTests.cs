using System.Buffers.Binary;
using System.Text;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Serialization;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Model => folder.Sub("model.safetensors");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        float[] weights = [1.5f, -0f, float.NaN, float.NegativeInfinity, float.Epsilon, 7];
        SafetensorsWriter.Write(
            Model,
            [SafetensorsTensor.OfBytes("state", (byte[])[1, 2, 3]), SafetensorsTensor.Of("w", [2, 3], weights),
                SafetensorsTensor.Of("none", [0], [])],
            new Dictionary<string, string> { ["steps"] = "42", ["ünïcode \"quoted\""] = "線\n" });
        SafetensorsFile file = SafetensorsFile.Read(Model);
        Assert.Equal(["state", "w", "none"], file.Names);
        Assert.Equal([1, 2, 3], file.ReadRaw("state").ToArray());
        Assert.Equal(
            weights.Select(BitConverter.SingleToInt32Bits),
            file.ReadFloats("w", [2, 3]).ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal("線\n", file.Metadata["ünïcode \"quoted\""]);
    }

    [Fact]
    public void TheBytesAreThoseOfTheFormat()
    {
        SafetensorsWriter.Write(Model, [SafetensorsTensor.Of("a", [2], [1, 2])], new Dictionary<string, string> { ["k"] = "v" });
        byte[] bytes = File.ReadAllBytes(Model);
        long length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, (8 + length) % 8);
        string header = Encoding.UTF8.GetString(bytes, 8, (int)length);
        Assert.Equal("""{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", header.TrimEnd(' '));
        Assert.Equal([0, 0, 128, 63, 0, 0, 0, 64], bytes[(8 + (int)length)..]);
    }

    [Fact]
    public void EveryTruncationIsRefusedAsDamaged()
    {
        byte[] whole = Example();
        string cut = folder.Sub("cut.safetensors");
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(cut, whole[..length]);
            Assert.Contains(
                "cut.safetensors", Assert.Throws<CheckpointFormatException>(() => SafetensorsFile.Read(cut)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ByteSurplusAtTheEndIsRefused()
    {
        File.WriteAllBytes(Model, [.. Example(), 0]);
        Assert.Throws<CheckpointFormatException>(() => SafetensorsFile.Read(Model));
    }

    [Fact]
    public void DamageToTheHeaderIsEitherHarmlessOrRefusedNeverAnotherError()
    {
        byte[] whole = Example();
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(whole);
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = [.. whole];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                damaged[random.Next(header)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(Model, damaged);
            try
            {
                SafetensorsFile.Read(Model);
            }
            catch (CheckpointFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 250, 500);
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{"a":5}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,"4"]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,1e99]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[-1,0],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":null,"shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""")]
    [InlineData("""{"__metadata__":{"k":5},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"__metadata__":[],"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData(""" {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    public void AHeaderThatBreaksTheFormatIsRefused(string header)
    {
        WriteRaw(header, 4);
        Assert.StartsWith(
            $"'{Model}' is damaged", Assert.Throws<CheckpointFormatException>(() => SafetensorsFile.Read(Model)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    [InlineData(100_000_001L)]
    public void AnAbsurdHeaderLengthIsRefused(long length)
    {
        byte[] bytes = Example();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        File.WriteAllBytes(Model, bytes);
        Assert.Contains(
            "its header would be", Assert.Throws<CheckpointFormatException>(() => SafetensorsFile.Read(Model)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingTensorOrAnotherShapeIsNamed()
    {
        File.WriteAllBytes(Model, Example());
        SafetensorsFile file = SafetensorsFile.Read(Model);
        Assert.Contains(
            "no tensor 'nothing'", Assert.Throws<CheckpointFormatException>(() => file.ReadRaw("nothing").Length).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'w' is F32[2, 2] where F32[4] is needed",
            Assert.Throws<CheckpointFormatException>(() => file.ReadFloats("w", [4]).Length).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'b' is U8[3] where F32[3] is needed",
            Assert.Throws<CheckpointFormatException>(() => file.ReadFloats("b", [3]).Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWriterThatWouldMakeAnUnreadableFileRefusesAndLeavesTheOldOne()
    {
        File.WriteAllBytes(Model, Example());
        SafetensorsTensor a = SafetensorsTensor.Of("a", [1], [1]);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Model, [a, a], new Dictionary<string, string>()));
        Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(Model, [a with { Shape = [2] }], new Dictionary<string, string>()));
        Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(Model, [a with { Name = "__metadata__" }], new Dictionary<string, string>()));
        Assert.Equal(Example(), File.ReadAllBytes(Model));
    }

    private byte[] Example()
    {
        string path = folder.Sub("example.safetensors");
        SafetensorsWriter.Write(
            path, [SafetensorsTensor.Of("w", [2, 2], [1, 2, 3, 4]), SafetensorsTensor.OfBytes("b", (byte[])[9, 8, 7])],
            new Dictionary<string, string> { ["steps"] = "5" });
        return File.ReadAllBytes(path);
    }

    private void WriteRaw(string header, int dataLength)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        File.WriteAllBytes(Model, bytes);
    }
}
