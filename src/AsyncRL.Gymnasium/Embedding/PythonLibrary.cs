using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Gymnasium.Channel;

namespace AsyncRL.Gymnasium.Embedding;

/// <summary>Where a Python has its shared library and its modules, as it says itself.</summary>
/// <param name="Libraries">Files that may be the library.</param>
/// <param name="Home">The prefix of the standard library.</param>
/// <param name="SearchPath">Python's <c>sys.path</c>, a virtual environment's packages included.</param>
/// <param name="Executable">The program.</param>
/// <param name="Prefix">Python's <c>sys.prefix</c>: the virtual environment's.</param>
internal sealed record PythonLibrary(
    IReadOnlyList<string> Libraries, string Home, IReadOnlyList<string> SearchPath, string Executable, string Prefix)
{
    private const string Question =
        """
        import json, os, sys, sysconfig
        get, major, minor = sysconfig.get_config_var, sys.version_info[0], sys.version_info[1]
        names = [n for n in (get('INSTSONAME'), get('LDLIBRARY'), 'libpython%d.%d.so.1.0' % (major, minor)) if n]
        folders = [f for f in (get('LIBDIR'), os.path.join(get('LIBDIR') or '', get('MULTIARCH') or ''), get('LIBPL'),
                               get('PYTHONFRAMEWORKPREFIX')) if f]
        if os.name == 'nt':
            names, folders = ['python%d%d.dll' % (major, minor)], [sys.base_prefix]
        files = [os.path.join(f, n) for n in names for f in folders if not n.endswith('.a')]
        print(json.dumps(dict(files=[f for f in files if os.path.isfile(f)], home=sys.base_prefix, path=sys.path,
                              executable=sys.executable, prefix=sys.prefix)))
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks a Python; null where it does not say.</summary>
    /// <exception cref="PythonFault">It cannot be started.</exception>
    public static PythonLibrary? Of(string program)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Question);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> answer = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience) || process.ExitCode != 0 || !answer.Wait(Patience))
            {
                return null;
            }

            JsonNode told = JsonNode.Parse(answer.Result)!;
            string[] Texts(string key) => [.. told[key]!.AsArray().Select(n => n!.GetValue<string>())];
            string Text(string key) => told[key]!.GetValue<string>();
            return new PythonLibrary(Texts("files"), Text("home"), Texts("path"), Text("executable"), Text("prefix"));
        }
        catch (Win32Exception e)
        {
            throw new PythonFault($"'{program}' cannot be started: {e.Message.TrimEnd('.')}");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
