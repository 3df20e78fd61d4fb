using System.IO.Compression;
using System.Runtime.InteropServices;
using AsyncRL.Environments;

namespace AsyncRL.Recording;

/// <summary>
/// Frames on disk, packed, until the last one has come: first all are added, then all are read in the same order. Memory does not
/// grow with their number.
/// </summary>
internal sealed class FrameSpool : IDisposable
{
    private readonly int pixels;
    private readonly FileStream file;
    private readonly DeflateStream packed;
    private DeflateStream? unpacked;

    /// <summary>Begins an empty spool.</summary>
    /// <param name="pixels">Pixels of a frame.</param>
    /// <param name="folder">Where its file is; deleted when the spool is disposed of.</param>
    public FrameSpool(int pixels, string folder)
    {
        this.pixels = pixels;
        file = new FileStream(Path.Combine(folder, Path.GetRandomFileName() + ".tmp"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16,
        });
        packed = new DeflateStream(file, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>Frames that were added.</summary>
    public long Count { get; private set; }

    public void Add(PixelCanvas frame)
    {
        if (frame.Pixels.Length != pixels)
        {
            throw new ArgumentException(
                $"The frame has {frame.Width} x {frame.Height} pixels, but the video's frames have {pixels}; all need one size.",
                nameof(frame));
        }

        packed.Write(MemoryMarshal.AsBytes(frame.Pixels));
        Count++;
    }

    /// <summary>Reads the next frame, the first one at first; none can be added from then on.</summary>
    /// <param name="frame">Receives it [pixels of a frame].</param>
    public void Read(Span<Rgb> frame)
    {
        if (unpacked is null)
        {
            packed.Dispose();
            file.Position = 0;
            unpacked = new DeflateStream(file, CompressionMode.Decompress, leaveOpen: true);
        }

        unpacked.ReadExactly(MemoryMarshal.AsBytes(frame));
    }

    public void Dispose()
    {
        unpacked?.Dispose();
        packed.Dispose();
        file.Dispose();
    }
}
