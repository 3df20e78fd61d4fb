using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AsyncRL.Environments;

namespace AsyncRL.Recording;

/// <summary>Writes an MP4 by handing raw frames to ffmpeg, which must be installed.</summary>
public sealed class Mp4Writer : IFrameSink
{
    private readonly Process ffmpeg;
    private readonly Task<string> complaints;

    /// <summary>Begins a video.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="width">Pixels per row; even, as the usual video format wants.</param>
    /// <param name="height">Rows; even.</param>
    /// <param name="framesPerSecond">Speed, more than 0.</param>
    /// <exception cref="InvalidOperationException">There is no ffmpeg.</exception>
    public Mp4Writer(string path, int width, int height, double framesPerSecond)
    {
        var start = new ProcessStartInfo("ffmpeg")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s",
            string.Create(CultureInfo.InvariantCulture, $"{width}x{height}"), "-r",
            framesPerSecond.ToString(CultureInfo.InvariantCulture), "-i", "-", "-pix_fmt", "yuv420p", "-f", "mp4", path,
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            ffmpeg = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException(
                "An MP4 needs the program ffmpeg, which was not found; install it (on Debian: apt install ffmpeg), " +
                "or record a .gif or .png.", e);
        }

        complaints = ffmpeg.StandardError.ReadToEndAsync();
    }

    /// <inheritdoc/>
    public void Add(PixelCanvas frame) => ffmpeg.StandardInput.BaseStream.Write(MemoryMarshal.AsBytes(frame.Pixels));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">ffmpeg failed.</exception>
    public void Finish()
    {
        ffmpeg.StandardInput.Close();
        ffmpeg.WaitForExit();
        if (ffmpeg.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"ffmpeg could not write the video: {complaints.GetAwaiter().GetResult().Trim()}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!ffmpeg.HasExited)
        {
            ffmpeg.Kill();
        }

        ffmpeg.Dispose();
    }
}
