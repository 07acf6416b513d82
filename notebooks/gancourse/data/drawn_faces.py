import numpy as np
import torch
from gancourse.data import face_attributes
from gancourse.data.face_painting import paint

AT_ONCE = 32 * 32 * 32

def faces(count, split="train", size=32):
    each = max(1, AT_ONCE // (size*size))
    px = torch.empty(count,3,size,size,dtype=torch.uint8)
    lab = torch.empty(count,len(face_attributes.NAMES),dtype=torch.int64)
    for start in range(0,count,each):
        stop=min(start+each,count)
        drawn, jitter = face_attributes.draw(split,start,stop)
        lab[start:stop]=torch.from_numpy(face_attributes.seen(drawn))
        factor = 2 if size < 32 else 1
        p = paint(drawn,jitter,size*factor)
        p = (np.clip(p,0,1)*255+0.5).astype(np.uint8)
        if factor==2:
            p=p.astype(np.uint16); p=((p[:,:,::2,::2]+p[:,:,1::2,::2]+p[:,:,::2,1::2]+p[:,:,1::2,1::2]+2)//4).astype(np.uint8)
        px[start:stop]=torch.from_numpy(p)
    return px, lab
