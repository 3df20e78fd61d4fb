using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>Exchanges what replicas have changed with one theta, slice by slice.</summary>
internal interface IExchange
{
    /// <summary>What is shared.</summary>
    ParameterVector Theta { get; }

    /// <summary>Slices of it.</summary>
    int Slices { get; }

    /// <summary>For one slice: theta += own - agreed; own = agreed = theta.</summary>
    /// <param name="slice">The slice, from 0.</param>
    /// <param name="own">A replica.</param>
    /// <param name="agreed">What of it was exchanged already.</param>
    /// <returns>False where another is at the slice.</returns>
    bool TryExchange(int slice, ParameterVector own, ParameterVector agreed);
}
