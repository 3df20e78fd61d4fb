using System.IO.MemoryMappedFiles;
using System.Text;

namespace AsyncRL.Gymnasium.Channel;

/// <summary>
/// The memory that one environment shares with Python: a file that both map, whose name is removed as soon as they have.
/// </summary>
/// <remarks>
/// This side writes the request's words, the action and <see cref="Words.Awaited"/>, and then the request's number; Python
/// writes everything else, and then the answer's number. Each side reads what the other wrote only after it has seen the number,
/// so nothing is torn while both live. A process that is killed in mid-answer may leave half an observation, which is read for a
/// truncated episode only. Used by one thread at a time.
/// </remarks>
internal sealed unsafe class Lane : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly string path;
    private readonly byte* memory;
    private readonly int length;
    private bool isDisposed;

    public Lane(int length)
    {
        this.length = length;
        string folder = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        path = Path.Combine(folder, $"asyncrl-{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        options.Share = FileShare.ReadWrite | FileShare.Delete;
        try
        {
            // Written out, so that a full disk shows here and not as a fault of memory later.
            var stream = new FileStream(path, options);
            stream.Write(new byte[length]);
            stream.Flush();
            file = MemoryMappedFile.CreateFromFile(
                stream, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            view = file.CreateViewAccessor(0, length);
        }
        catch
        {
            File.Delete(path);
            throw;
        }

        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        memory = start + view.PointerOffset;
    }

    /// <summary>The file, until <see cref="Unlink"/>.</summary>
    public string FilePath => path;

    /// <summary>Set where Python has something to say to a thread that waits.</summary>
    public ManualResetEventSlim Wake { get; } = new(false, 0);

    /// <summary>One of the words.</summary>
    public ref long this[int word] => ref ((long*)memory)[word];

    public double Reward => ((double*)memory)[Words.Reward];

    /// <summary>The number of the last request.</summary>
    public long Requested { get; private set; }

    public bool IsAnswered => Volatile.Read(ref this[Words.Answer]) == Requested;

    /// <summary>A part of the memory.</summary>
    public Span<byte> Bytes(int offset, int count) => new Span<byte>(memory, length).Slice(offset, count);

    /// <summary>Hands a request over whose words and action are written.</summary>
    public void Post()
    {
        Requested++;
        Volatile.Write(ref this[Words.Request], Requested);
    }

    public string Message(int offset) =>
        Encoding.UTF8.GetString(Bytes(offset, (int)Math.Clamp(this[Words.MessageLength], 0, length - offset)));

    /// <summary>Removes the file's name; where the system keeps names of open files, <see cref="Dispose"/> does.</summary>
    public void Unlink()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On Windows a mapped file cannot be removed.
        }
    }

    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
        Wake.Dispose();
        Unlink();
    }
}
