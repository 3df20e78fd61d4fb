using System.Text;

namespace AsyncRL.Gymnasium.Processes;

/// <summary>The Python side, which is part of this assembly.</summary>
internal static class WorkerScript
{
    public const string FileName = "asyncrl_worker.py";

    // Runs on any Python, and tells those that are too old. The script comes through standard input, whose rest is read later:
    // what buffers would read ahead.
    public const string Start =
        "import os, sys\n" +
        "if sys.version_info < (3, 8):\n" +
        "    sys.stderr.write('Python 3.8 or newer is needed, but this is %s' % sys.version.split()[0])\n" +
        "    sys.exit(3)\n" +
        "size, text = int(sys.argv[1]), b''\n" +
        "while len(text) < size:\n" +
        "    piece = os.read(0, size - len(text))\n" +
        "    if not piece:\n" +
        "        sys.exit(0)\n" +
        "    text += piece\n" +
        "sys.argv = ['asyncrl_worker']\n" +
        "exec(compile(text, '" + FileName + "', 'exec'))\n";

    private static readonly Lazy<byte[]> Bytes = new(() =>
    {
        using Stream stream = typeof(WorkerScript).Assembly.GetManifestResourceStream(FileName)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    });

    public static ReadOnlySpan<byte> Text => Bytes.Value;

    public static string AsString => Encoding.UTF8.GetString(Bytes.Value);
}
