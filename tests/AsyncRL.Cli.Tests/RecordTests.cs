using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class RecordTests
{
    // CartPole plays 50 steps a second.
    [Theory]
    [InlineData(2)]
    [InlineData(6, "--every", "3")]
    [InlineData(10, "--fps", "10")]
    public void AFilmIsAsFastAsTheGameUnlessToldOtherwise(int hundredths, params string[] more)
    {
        using var folder = new TemporaryFolder();
        Asyncrl.Train(folder.Sub("run"));
        string film = folder.Sub("film.gif");
        Asyncrl.Succeed(["record", folder.Sub("run"), "--out", film, "--frames", "9", .. more]);
        Assert.Equal(hundredths, DelayOf(File.ReadAllBytes(film)));
    }

    // A graphic control extension: introducer, label, size, flags, and the delay in hundredths of a second.
    private static int DelayOf(byte[] gif)
    {
        int extension = gif.AsSpan().IndexOf([(byte)0x21, (byte)0xF9, (byte)4]);
        return BitConverter.ToUInt16(gif, extension + 4);
    }
}
