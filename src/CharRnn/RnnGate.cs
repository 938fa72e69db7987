namespace CharRnn;

/// <summary>A gate of a cell: numbers between 0 and 1, or −1 and 1, one for each hidden unit, that a step computes on its way to h.</summary>
public enum RnnGate
{
    /// <summary>GRU's r, 0 to 1: how much of W h the candidate sees.</summary>
    Reset,

    /// <summary>GRU's z, 0 to 1: how much of the old h stays.</summary>
    Update,

    /// <summary>GRU's n, −1 to 1: the candidate for the new h.</summary>
    Candidate,

    /// <summary>LSTM's i, 0 to 1: how much of the new content enters c.</summary>
    Input,

    /// <summary>LSTM's f, 0 to 1: how much of the old c stays.</summary>
    Forget,

    /// <summary>LSTM's g, −1 to 1: the new content.</summary>
    Content,

    /// <summary>LSTM's o, 0 to 1: how much of tanh(c) is visible as h.</summary>
    Output,
}
