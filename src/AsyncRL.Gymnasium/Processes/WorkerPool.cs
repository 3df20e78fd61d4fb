namespace AsyncRL.Gymnasium.Processes;

/// <summary>The worker processes, and how many environments each plays. Used by several threads.</summary>
internal static class WorkerPool
{
    private static readonly Lock Gate = new();
    private static readonly List<(string Program, int? Most, bool Shows, WorkerProcess Worker)> Workers = [];

    /// <summary>A place in a worker that has one free, or in a new one.</summary>
    /// <param name="program">The Python.</param>
    /// <param name="most">Environments that may share a worker; null for as many as it takes to have no more workers than there
    /// are processors.</param>
    /// <param name="showsOutput">Whether what it prints is shown.</param>
    /// <returns>The worker, and the environment's number in it.</returns>
    public static (WorkerProcess Worker, int Number) Take(string program, int? most, bool showsOutput)
    {
        lock (Gate)
        {
            WorkerProcess[] alike =
            [
                .. Workers.Where(w => w.Program == program && w.Most == most && w.Shows == showsOutput && !w.Worker.HasEnded)
                    .Select(w => w.Worker),
            ];
            if (alike.MinBy(w => w.Count) is { } worker
                && (most is { } places ? worker.Count < places : alike.Length >= System.Environment.ProcessorCount))
            {
                worker.Count++;
                return (worker, worker.Next++);
            }
        }

        // Others need not wait while it starts; where several start at once there may be a process more.
        WorkerProcess started = WorkerProcess.Start(program, showsOutput);
        lock (Gate)
        {
            started.Count = 1;
            started.Next = 1;
            Workers.Add((program, most, showsOutput, started));
        }

        return (started, 0);
    }

    /// <summary>Gives a place back.</summary>
    /// <returns>Whether it was the worker's last.</returns>
    public static bool GiveBack(WorkerProcess worker)
    {
        lock (Gate)
        {
            if (--worker.Count > 0)
            {
                return false;
            }

            Workers.RemoveAll(w => w.Worker == worker);
            return true;
        }
    }
}
