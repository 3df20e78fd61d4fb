using AsyncRL.Serialization;

namespace AsyncRL.Tests.Support;

internal static class SavedModels
{
    /// <summary>All that two runs saved is equal bit for bit, but for the clock.</summary>
    public static void AssertEqual(string path, string otherPath)
    {
        SafetensorsFile expected = SafetensorsFile.Read(path), file = SafetensorsFile.Read(otherPath);
        Assert.Equal(expected.Names, file.Names);
        foreach (string tensor in expected.Names.Where(n => n != "state.run"))
        {
            Assert.True(expected.ReadRaw(tensor).SequenceEqual(file.ReadRaw(tensor)), $"tensor {tensor} differs");
        }
    }
}
