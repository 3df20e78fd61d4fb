namespace AsyncRL.Runs;

/// <summary>
/// One of a run's own metric files. Where it cannot be written, as on a full disk, rows are lost and the run goes on: the file is
/// opened anew for the next row, cut back to what was written whole.
/// </summary>
/// <typeparam name="T">What writes it.</typeparam>
internal sealed class MetricsFile<T> : IDisposable
    where T : class, IDisposable
{
    private readonly string path;
    private readonly Func<T> open;
    private readonly RunWarnings warnings;
    private T? writer;
    private bool told;

    /// <param name="path">The file, for messages.</param>
    /// <param name="open">Opens it, cut back to what was written so far.</param>
    /// <param name="warnings">Gets a sentence when writing begins to fail.</param>
    public MetricsFile(string path, Func<T> open, RunWarnings warnings)
    {
        this.path = path;
        this.open = open;
        this.warnings = warnings;
        Write(_ => { });
    }

    /// <summary>Writes, if that is possible.</summary>
    /// <returns>Whether it was.</returns>
    public bool Write(Action<T> write)
    {
        try
        {
            writer ??= open();
            write(writer);
            told = false;
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            if (!told)
            {
                told = true;
                warnings.Add(
                    $"'{path}' could not be written ({fault.GetType().Name}: {fault.Message.TrimEnd('.')}). Training goes on; " +
                    "the file is tried again at the next report, and lacks the rows until it can be written.");
            }

            Close();
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    // What a writer still holds is lost with it: it could not be written.
    private void Close()
    {
        try
        {
            writer?.Dispose();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Told already.
        }

        writer = null;
    }
}
