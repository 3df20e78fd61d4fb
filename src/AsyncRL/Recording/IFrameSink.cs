using AsyncRL.Environments;

namespace AsyncRL.Recording;

/// <summary>Takes the frames of a film, one after another, and writes them as a file.</summary>
public interface IFrameSink : IDisposable
{
    /// <summary>Adds a frame.</summary>
    /// <param name="frame">The frame; all of a film have one size.</param>
    void Add(PixelCanvas frame);

    /// <summary>Writes what is still to be written: the film is whole only after this.</summary>
    void Finish();
}
