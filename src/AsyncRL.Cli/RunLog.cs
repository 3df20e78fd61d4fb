namespace AsyncRL.Cli;

/// <summary>A run's log.txt. Where it cannot be written, as on a full disk, that is said once and the run goes on.</summary>
internal sealed class RunLog(Terminal terminal, string path) : IDisposable
{
    private StreamWriter? writer;
    private bool told;

    public void WriteLine(string line)
    {
        try
        {
            writer ??= new StreamWriter(path, append: true) { AutoFlush = true };
            writer.WriteLine(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!told)
            {
                told = true;
                terminal.Error.WriteLine($"Warning: '{path}' could not be written: {e.Message} The run goes on.");
            }

            Dispose();
        }
    }

    public void Dispose()
    {
        try
        {
            writer?.Dispose();
        }
        catch (IOException)
        {
            // What it still holds could not be written, which is told.
        }

        writer = null;
    }
}
