namespace AsyncRL.Gymnasium;

/// <summary>Where an environment's Python runs.</summary>
public enum PythonPlace
{
    /// <summary>
    /// The first environment in this process, where Python can be loaded into it, and all others that live beside it in worker
    /// processes, so that none waits for another's interpreter lock.
    /// </summary>
    Auto,

    /// <summary>In this process: the fastest for one environment. What ends Python then ends the process.</summary>
    Process,

    /// <summary>In worker processes: what Python does there harms nothing else.</summary>
    Workers,
}
