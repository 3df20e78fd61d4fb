using AsyncRL.Environments;

namespace AsyncRL.Recording;

/// <summary>Takes the frames of a video, one after another, and writes them as a file.</summary>
public interface IFrameSink : IDisposable
{
    /// <summary>Adds a frame.</summary>
    /// <param name="frame">The frame; all of a video have one size.</param>
    void Add(PixelCanvas frame);

    /// <summary>Writes what is still to be written: the video is whole only after this.</summary>
    void Finish();
}
