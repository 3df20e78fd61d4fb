using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Serialization;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AWriterThatFailsLeavesTheOldFileAndNothingElse()
    {
        string path = folder.Sub("a.json");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("the disk is full");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void TheTargetIsUntouchedUntilTheNewFileIsWhole()
    {
        string path = folder.Sub("a.json");
        AtomicFile.WriteText(path, "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void WhatAKilledWriterLeftBehindIsDeletedAndNothingElse()
    {
        AtomicFile.WriteText(folder.Sub("a.json"), "kept");
        File.WriteAllText(folder.Sub("b.safetensors.tmp"), "half");
        AtomicFile.DeleteLeftovers(folder.Path);
        Assert.Equal([folder.Sub("a.json")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void AMissingFolderIsMade()
    {
        AtomicFile.WriteText(Path.Combine(folder.Path, "x", "y", "a.txt"), "text");
        Assert.True(File.Exists(Path.Combine(folder.Path, "x", "y", "a.txt")));
    }
}
