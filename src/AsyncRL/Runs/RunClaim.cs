using System.Globalization;

namespace AsyncRL.Runs;

/// <summary>
/// Says that a process trains in a folder: a file that it holds locked. The system lets go of it when the process ends, however
/// it ends, so a killed one blocks nobody. Those who only read the run are not concerned.
/// </summary>
internal sealed class RunClaim : IDisposable
{
    // A locked file cannot be read either, so the number of the process has one of its own.
    private const string LockName = "run.lock", ProcessName = "run.pid";

    private readonly FileStream file;
    private readonly string processPath;

    private RunClaim(FileStream file, string processPath)
    {
        this.file = file;
        this.processPath = processPath;
    }

    /// <summary>Takes a folder.</summary>
    /// <exception cref="RunFolderException">It is taken.</exception>
    public static RunClaim Take(string folder)
    {
        string path = Path.Combine(folder, LockName), processPath = Path.Combine(folder, ProcessName);
        try
        {
            var file = new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            File.WriteAllText(processPath, System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new RunClaim(file, processPath);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new RunFolderException(
                $"The run '{folder}' is being trained by {Holder(processPath)}; wait until it has ended, or stop it: with " +
                "Ctrl-C it saves what it has learnt. Playing or plotting the run is possible meanwhile.");
        }
    }

    /// <summary>Whether a file of the folder only says that it is taken, or was.</summary>
    public static bool Owns(string path) => Path.GetFileName(path) is LockName or ProcessName;

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(processPath);
        file.Dispose();
    }

    private static string Holder(string processPath)
    {
        try
        {
            return $"the process {int.Parse(File.ReadAllText(processPath), CultureInfo.InvariantCulture)}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return "another process";
        }
    }
}
