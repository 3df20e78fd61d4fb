namespace AsyncRL.Cluster.Processes;

/// <summary>
/// The standard input of a process that a supervisor started: it ends with the supervisor, however that ends, so that no process
/// is left behind.
/// </summary>
public static class Leash
{
    /// <summary>Waits for the supervisor's end on a thread of its own.</summary>
    /// <param name="loose">What to do then.</param>
    public static void Watch(Action loose)
    {
        Stream input = Console.OpenStandardInput();
        new Thread(() =>
        {
            byte[] buffer = new byte[64];
            try
            {
                while (input.Read(buffer) > 0)
                {
                }
            }
            catch (IOException)
            {
            }

            loose();
        })
        {
            IsBackground = true,
            Name = "leash",
        }.Start();
    }
}
